/* What htmx puts in place of the page's content comes to life as well; the keyboard goes on from there. */
export function swaps(enliven: (root: ParentNode) => void): void {
  document.addEventListener('htmx:after:swap', () => {
    const main = document.getElementById('main')
    if (!main) return
    enliven(main)
    if (document.activeElement && document.activeElement !== document.body) return
    main.tabIndex = -1
    main.focus({ preventScroll: true })
  })
}
