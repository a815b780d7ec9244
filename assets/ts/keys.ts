/* "/" goes to the search box, Escape leaves it. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export function keys(): void {
  document.addEventListener('keydown', event => {
    const search = document.querySelector<HTMLInputElement>('[data-search]')
    if (!search || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === '/' && !isTyping(event.target)) {
      event.preventDefault()
      search.focus()
      search.select()
    } else if (event.key === 'Escape' && event.target === search) search.blur()
  })
}
