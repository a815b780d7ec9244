/* Values in every context of a template, as a browser's own parser understands the page: no value changes what the page
 * is made of, and each comes out as it went in. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openPage, signIn, startBrowser, startServer } from './harness.mjs'

const rounds = Number(process.env.LZ_ROUNDS ?? 300)
let server, browser
before(async () => {
  server = await startServer(process.env.LZ_KIT_SERVER ?? 'build/look/kit-server', ['127.0.0.1:0'])
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

const pieces = ['"', "'", '<', '>', '&', '/', '\\', '`', '=', ' ', '\n', '\t', 'x', '链', '\u2028', '\u{20000}', '<script>', '</script>', '<!--', '-->', '</textarea>',
  '</title>', '<svg onload=x()>', ' onclick=x() ', 'javascript:', 'JaVa\tScript:', 'data:text/html,', '//evil', 'https:', 'mailto:', '&lt;', '&#60;', '&quot', '&#x0', '%22', '%', '#', '?',
  '\\u003c', '{{', ']]>', '<![CDATA[', '<plaintext>', '<template>', '\u00a0', '{"', '<a href="', 'srcdoc=']

/* The same texts each time: xorshift from a fixed beginning. */
function texts(n) {
  let state = 1
  const below = limit => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  return Array.from({ length: n }, () => Array.from({ length: below(8) }, () => pieces[below(pieces.length)]).join(''))
}

test('no value changes what a page is made of, and each comes out as it went in', async () => {
  const { page, context } = await openPage(browser, {})
  await signIn(page, server.base)
  const wrong = await page.evaluate(async values => {
    const parse = async value => new DOMParser().parseFromString(await (await fetch('/contexts?value=' + encodeURIComponent(value))).text(), 'text/html')
    const madeOf = document => [...document.querySelectorAll('main *, body > *')].map(e => `${e.tagName} ${e.getAttributeNames()}`).join('\n')
    const expected = madeOf(await parse('tame'))
    const found = []
    for (const value of values) {
      const read = await parse(value)
      const say = what => found.push(`${JSON.stringify(value)}: ${what}`)
      if (madeOf(read) !== expected) {
        say('the page is made of something else')
        continue
      }
      if (read.querySelector('p[data-n]').title !== value) say(`the title is ${read.querySelector('p[data-n]').title}`)
      if (read.querySelector('p[data-n]').textContent !== value) say('the text is another one')
      if (JSON.parse(read.querySelector('textarea ~ script').textContent).v !== value) say('the JSON is another one')
      const [whole, parts] = read.querySelectorAll('p[data-n] ~ a')
      const address = URL.parse(whole.getAttribute('href'), 'http://here/') /* null: no address, leads nowhere */
      if (address && !['http:', 'https:', 'mailto:', 'tel:'].includes(address.protocol)) say(`an address of ${address.protocol}`)
      if (address && !/^(https?|mailto|tel):/i.test(value) && address.host !== 'here') say(`an address at ${address.host}`)
      const asked = new URL(parts.getAttribute('href'), 'http://here/')
      if (asked.host !== 'here' || !asked.pathname.startsWith('/find/') || asked.searchParams.get('q') !== value) say(`a part makes it ${asked}`)
    }
    return found
  }, texts(rounds))
  assert.deepEqual(wrong.slice(0, 5), [])
  await context.close()
})
