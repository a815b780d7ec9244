/* Small sheets close when one clicks elsewhere or presses Escape. */
export function menus(): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>('details.drop[open]')
  document.addEventListener('click', event => {
    for (const drop of open()) if (!drop.contains(event.target as Node)) drop.open = false
  })
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    for (const drop of open()) {
      drop.open = false
      drop.querySelector('summary')?.focus()
    }
  })
}

/* A calendar beside a date, an eye beside a password. */
export function buttons(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-calendar]')) {
    const input = document.getElementById(button.dataset.calendar!) as HTMLInputElement
    const calendar = input.parentElement!.querySelector<HTMLInputElement>('.calendar')!
    button.hidden = false
    button.addEventListener('click', () => {
      calendar.value = /^\d{4}-\d\d-\d\d$/.test(input.value) ? input.value : ''
      calendar.showPicker()
    })
    calendar.addEventListener('change', () => {
      input.value = calendar.value
      input.dispatchEvent(new Event('input', { bubbles: true }))
      input.focus()
    })
  }
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-reveal]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      const input = document.getElementById(button.dataset.reveal!) as HTMLInputElement
      input.type = input.type === 'password' ? 'text' : 'password'
      button.setAttribute('aria-pressed', String(input.type === 'text'))
    })
  }
}
