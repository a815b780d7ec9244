/* The frame, the login and the parts in a real browser: at three widths, in both themes, with and without scripts. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openPage, overflow, signIn, startBrowser, startServer, unnamed, viewports, weakTexts } from './harness.mjs'

const paths = ['/kit', '/list', '/form', '/empty', '/me', '/me/sessions', '/me/password', '/menu', '/nothing-here']
let server, browser
before(async () => {
  server = await startServer(process.env.LZ_KIT_SERVER ?? 'build/look/kit-server', ['127.0.0.1:0'])
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

for (const [name, viewport] of Object.entries(viewports))
  for (const colorScheme of ['light', 'dark'])
    test(`pages fit, read and name their controls: ${name}, ${colorScheme}`, async () => {
      const { page, context, complaints } = await openPage(browser, { viewport, colorScheme })
      await page.goto(server.base + '/login')
      const check = async where => {
        assert.equal(await overflow(page), 0, `${where} is wider than the screen`)
        assert.deepEqual(await weakTexts(page), [], `${where} has texts of weak contrast`)
        assert.deepEqual(await unnamed(page), [], `${where} has controls without names`)
        const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
        assert.equal(/rgb\((1\d|2\d|\d),/.test(ground), colorScheme === 'dark', `${where} has the ground ${ground}`)
      }
      await check('/login')
      await signIn(page, server.base)
      for (const path of paths) {
        await page.goto(server.base + path)
        await check(path)
      }
      const expected = complaints.filter(c => !c.includes('404'))
      assert.deepEqual(expected, [])
      await context.close()
    })

test('everything works without a script: signing in, theme, language, past day, menu, signing out', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.desk, javaScriptEnabled: false })
  await signIn(page, server.base)
  await page.goto(server.base + '/list')
  await page.click('summary.who')
  await page.click('button[value=dark]')
  assert.equal(await page.getAttribute('html', 'data-bs-theme'), 'dark')
  assert.equal(new URL(page.url()).pathname, '/list')
  await page.click('summary.sel:has-text("截至")')
  await page.fill('input[name=day]', '2026-03-05')
  await page.click('form.menu button.p')
  assert.match(await page.textContent('.past'), /2026年3月5日|3月5日/)
  await page.click('.past button')
  assert.equal(await page.locator('.past').count(), 0)
  await page.click('summary.who')
  await page.click('text=English')
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
  await page.click('summary.who')
  await page.click('text=Sign out')
  await page.goto(server.base + '/list')
  assert.equal(new URL(page.url()).pathname, '/login')
  await context.close()
})

test('a wrong password says so beside the form and keeps the login', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.phone })
  await page.goto(server.base + '/login')
  await page.fill('#login', 'nobody')
  await page.fill('#password', 'wrong')
  await page.click('button.p')
  assert.match(await page.textContent('[role=alert]'), /账号或密码不对/)
  assert.equal(await page.inputValue('#login'), 'nobody')
  assert.equal(await page.inputValue('#password'), '')
  await context.close()
})

test('the password can be shown, and only where there is a script', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.desk })
  await page.goto(server.base + '/login')
  await page.fill('#password', 'secret')
  await page.click('[data-reveal]')
  assert.equal(await page.getAttribute('#password', 'type'), 'text')
  await context.close()
})

test('"/" goes to the search box, Escape leaves it and closes menus', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.desk })
  await signIn(page, server.base)
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'q')
  await page.keyboard.type('a/b')
  assert.equal(await page.inputValue('[data-search]'), 'a/b')
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'BODY')
  await page.click('summary.who')
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('details[open]').count(), 0)
  await page.click('summary.who')
  await page.click('h1')
  assert.equal(await page.locator('details[open]').count(), 0)
  await context.close()
})

test('rows are chosen one by one, in a row with Shift, all at once', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.desk })
  await signIn(page, server.base)
  await page.goto(server.base + '/list')
  const words = () => page.textContent('[data-chosen-words]')
  assert.equal(await words(), '已选 1 家')
  await page.click('tbody tr:nth-child(1) .tick input')
  await page.click('tbody tr:nth-child(5) .tick input', { modifiers: ['Shift'] })
  assert.equal(await words(), '已选 5 家')
  await page.click('[data-choose-none]')
  assert.equal(await page.isVisible('[data-chosen]'), false)
  await page.click('[data-choose-all]')
  assert.equal(await words(), '已选 5 家')
  await context.close()
})

test('what is typed is kept as a draft until it is given up', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.desk })
  await signIn(page, server.base)
  await page.goto(server.base + '/draft')
  await page.fill('#name', '打了一半')
  await page.waitForFunction(() => document.querySelector('[data-draft-time]')?.textContent?.startsWith('草稿已存'))
  await page.goto(server.base + '/list')
  await page.goto(server.base + '/draft')
  assert.equal(await page.inputValue('#name'), '打了一半')
  await page.click('text=放弃')
  await page.goto(server.base + '/draft')
  assert.equal(await page.inputValue('#name'), '')
  await context.close()
})

test('on paper there is no frame', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.desk, colorScheme: 'dark' })
  await signIn(page, server.base)
  await page.goto(server.base + '/list')
  await page.emulateMedia({ media: 'print' })
  for (const part of ['.side', '.top', '.bar', '.acts', '.foot']) assert.equal(await page.locator(part).first().isVisible(), false, part)
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)')
  await context.close()
})
