/* Nothing typed is lost: a form with data-draft is kept in this browser until it is saved. */
type Draft = { at: number; values: [string, string][] }

const prefix = 'lz-draft:'
const monthMs = 30 * 24 * 3600 * 1000

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null
  } catch {
    return null
  }
}

function forgetOld(): void {
  for (const key of Object.keys(localStorage)) {
    const draft = key.startsWith(prefix) ? read(key) : null
    if (draft && Date.now() - draft.at > monthMs) localStorage.removeItem(key)
  }
}

function valuesOf(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form).entries()].filter(([name, value]) => !name.startsWith('_') && typeof value === 'string') as [string, string][]
}

function fill(form: HTMLFormElement, values: [string, string][]): void {
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement)) continue
    if (!control.name || control.name.startsWith('_') || control.type === 'file' || control.type === 'hidden') continue
    const mine = values.filter(([name]) => name === control.name).map(([, value]) => value)
    if (control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type)) control.checked = mine.includes(control.value)
    else if (mine.length) control.value = mine[0]
  }
}

function prepare(form: HTMLFormElement): void {
  const key = prefix + form.dataset.draft
  const time = form.querySelector<HTMLElement>('[data-draft-time]')
  const say = (at: number) => {
    if (time) time.textContent = (time.dataset.words ?? '').replace('{0}', new Date(at).toTimeString().slice(0, 5))
  }
  const draft = read(key)
  const returned = form.querySelector('[aria-invalid]') !== null /* the server sent back what was typed: newer than the draft */
  if (draft && !returned) {
    fill(form, draft.values)
    say(draft.at)
  }
  let timer = 0
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      const at = Date.now()
      try {
        localStorage.setItem(key, JSON.stringify({ at, values: valuesOf(form) }))
        say(at)
      } catch { /* full or forbidden: the form itself still holds what was typed */ }
    }, 400)
  })
  form.addEventListener('submit', () => sessionStorage.setItem('lz-sent', key))
  form.querySelector('a.btn.q')?.addEventListener('click', () => localStorage.removeItem(key))
}

export function drafts(): void {
  forgetOld()
  const forms = document.querySelectorAll<HTMLFormElement>('form[data-draft]')
  const sent = sessionStorage.getItem('lz-sent')
  /* The page after a form that was sent: it was saved unless the same form came back. */
  if (sent && ![...forms].some(f => prefix + f.dataset.draft === sent)) localStorage.removeItem(sent)
  sessionStorage.removeItem('lz-sent')
  forms.forEach(prepare)
}
