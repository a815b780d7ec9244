/* Rows of a list are chosen by their boxes; Shift takes all between; a bar says how many and what can be done. */
function prepare(form: HTMLFormElement): void {
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('tbody .tick input')]
  const all = form.querySelector<HTMLInputElement>('[data-choose-all]')
  const bar = form.querySelector<HTMLElement>('[data-chosen]')
  const words = form.querySelector<HTMLElement>('[data-chosen-words]')
  let last: HTMLInputElement | null = null

  const show = () => {
    const n = boxes().filter(b => b.checked).length
    if (bar) bar.hidden = n === 0
    if (words) words.textContent = (words.dataset.words ?? '{n}').replace('{n}', String(n))
    if (all) {
      all.checked = n > 0 && n === boxes().length
      all.indeterminate = n > 0 && !all.checked
    }
  }
  form.addEventListener('click', event => {
    const box = event.target as HTMLInputElement
    if (!box.matches('tbody .tick input')) return
    const list = boxes()
    if ((event as MouseEvent).shiftKey && last) {
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b)
      for (const b of list.slice(from, to + 1)) b.checked = box.checked
    }
    last = box
    show()
  })
  all?.addEventListener('change', () => {
    for (const b of boxes()) b.checked = all.checked
    show()
  })
  form.querySelector('[data-choose-none]')?.addEventListener('click', () => {
    for (const b of boxes()) b.checked = false
    show()
  })
  show()
}

export function choose(root: ParentNode): void {
  root.querySelectorAll<HTMLFormElement>('form[data-choose]').forEach(prepare)
}
