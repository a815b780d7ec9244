/* Requests that htmx sends carry the token of the session, as forms do. */
export function tokens(): void {
  const csrf = document.querySelector<HTMLMetaElement>('meta[name=csrf]')?.content
  document.addEventListener('htmx:config:request', event => {
    const request = (event as CustomEvent).detail?.ctx?.request
    if (csrf && request && request.method !== 'GET') request.headers['X-CSRF-Token'] = csrf
  })
}
