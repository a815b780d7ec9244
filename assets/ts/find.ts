/* Fields that name a record suggest what fits, from the address in data-find. */
function prepare(input: HTMLInputElement): void {
  const list = document.getElementById(input.getAttribute('list') ?? '')
  if (!list || !input.dataset.find) return
  let timer = 0
  let asked = ''
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(async () => {
      const words = input.value.trim()
      if (!words || words === asked) return
      asked = words
      const address = new URL(input.dataset.find!, location.href)
      address.searchParams.set('q', words)
      const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => null)
      if (!answer?.ok || asked !== words) return
      const found = (await answer.json()) as { value: string; label: string }[]
      list.replaceChildren(...found.map(f => {
        const option = document.createElement('option')
        option.value = f.value
        option.label = f.label
        return option
      }))
    }, 180)
  })
}

export function find(root: ParentNode): void {
  root.querySelectorAll<HTMLInputElement>('input[data-find]').forEach(prepare)
}
