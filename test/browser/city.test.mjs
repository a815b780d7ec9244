/* The program with the demonstration city, as each of its people opens it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoLogins, demoPassword, openPage, overflow, signIn, startBrowser, startPlatform, unnamed, viewports, weakTexts } from './harness.mjs'

let city, browser
before(async () => {
  city = await startPlatform(process.env.LZ_PROGRAM ?? 'build/browser/lianzhang')
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await city?.stop()
})

const enter = async (login, options) => {
  const opened = await openPage(browser, options)
  await signIn(opened.page, city.base, login, demoPassword)
  return opened
}

/* One page of each sort that links lead to: codes, numbers and queries do not make another sort. */
const sortOf = link => link.split(/[?#]/)[0].replace(/\/[^/]*[~\dA-Z][^/]*/g, '/·')
const isPage = link => link.startsWith('/') && !/^\/(api|files|import\/job)\/|\/(export|rejects)\b/.test(link)

async function walk(page, visit) {
  const waiting = [new URL(page.url()).pathname, '/menu', '/search?q=电', '/me', '/me/sessions', '/nothing-here']
  const sorts = new Set(waiting.map(sortOf))
  while (waiting.length) {
    const path = waiting.shift()
    const answer = await page.goto(city.base + path)
    await visit(path, answer.status())
    for (const link of await page.$$eval('a[href]', all => all.map(a => a.getAttribute('href'))))
      if (isPage(link) && !sorts.has(sortOf(link))) {
        sorts.add(sortOf(link))
        waiting.push(link)
      }
  }
  return sorts.size
}

for (const login of demoLogins)
  test(`${login} meets no page that is too wide for a phone, hard to read, or broken`, async () => {
    const { page, context, complaints } = await enter(login, { viewport: viewports.phone, colorScheme: demoLogins.indexOf(login) % 2 ? 'dark' : 'light' })
    const wrong = []
    const n = await walk(page, async (path, status) => {
      if (status !== 200 && path !== '/nothing-here') wrong.push(`${path} answers ${status}`)
      const wider = await overflow(page)
      if (wider) wrong.push(`${path} is ${wider} px wider than the screen`)
      for (const weak of await weakTexts(page)) wrong.push(`${path}: ${weak}`)
      for (const control of await unnamed(page)) wrong.push(`${path}: ${control}`)
    })
    assert.deepEqual(wrong, [])
    assert.deepEqual(complaints.filter(c => !c.includes('404')), [])
    assert.ok(n > 8, `only ${n} pages were found`)
    await context.close()
  })

test('a list is sorted, turned and narrowed in place, and its address and the way back follow', async () => {
  const { page, context, complaints } = await enter('shiban', { viewport: viewports.desk })
  await page.goto(city.base + '/projects')
  await page.evaluate(() => { window.stillHere = true })
  await page.click('thead a:has-text("产业链")')
  await page.waitForURL(/sort=chain/)
  await page.waitForSelector('th[aria-sort=ascending] a:has-text("产业链")')
  await page.click('.pager [rel=next]')
  await page.waitForURL(/at=51/)
  assert.match(await page.textContent('.pager'), /第 51—100/)
  await page.click('summary:has-text("行动")')
  await page.click('label.check:has-text("补链")')
  await page.click('details[open] >> text=应用')
  await page.waitForURL(/action=/)
  await page.waitForSelector('.chip-x')
  assert.equal(await page.evaluate(() => window.stillHere), true, 'the page was loaded anew')
  await page.click('[data-choose-all]')
  assert.match(await page.textContent('[data-chosen-words]'), /已选 \d+ 个/)
  await page.goBack()
  await page.waitForURL(/at=51/)
  await page.waitForFunction(() => document.querySelector('.pager')?.textContent?.includes('第 51—100'))
  assert.deepEqual(complaints, [])
  await context.close()
})

test('two people change one record: what differs is kept, what clashes is put before the second', async () => {
  const one = await enter('shiban', { viewport: viewports.desk })
  const other = await enter('shiban', { viewport: viewports.desk })
  const path = new URL(await one.page.goto(city.base + '/projects').then(() => one.page.getAttribute('tbody a.t', 'href')), city.base).pathname
  await one.page.goto(city.base + path + '/edit')
  await other.page.goto(city.base + path + '/edit')
  await one.page.fill('#address', '云江大道 1 号')
  await one.page.fill('#content', '甲写的内容')
  await one.page.click('.form-end .btn.p')
  await one.page.waitForURL(url => url.pathname === path)
  await other.page.fill('#content', '乙写的内容')
  await other.page.fill('#land_mu', '66')
  await other.page.click('.form-end .btn.p')
  await other.page.waitForSelector('form.merge')
  const merge = await other.page.textContent('form.merge')
  for (const words of ['甲写的内容', '乙写的内容', '云江大道 1 号']) assert.ok(merge.includes(words), words)
  await other.page.click('form.merge .btn.p')
  await other.page.waitForURL(url => url.pathname === path)
  const record = await other.page.textContent('main')
  for (const words of ['乙写的内容', '云江大道 1 号', '66']) assert.ok(record.includes(words), words)

  /* Each change can be compared with another and taken back from the history. */
  await other.page.goto(city.base + path + '/history')
  await other.page.click('.versions li:nth-child(3) input[name=one]')
  await other.page.click('.versions li:nth-child(1) input[name=other]')
  await other.page.click('text=比较所选两版')
  assert.match(await other.page.textContent('.compare'), /乙写的内容/)
  await other.page.click('.versions li:nth-child(2) >> text=恢复到这一版')
  await other.page.waitForSelector('.said')
  await other.page.goto(city.base + path)
  assert.ok((await other.page.textContent('main')).includes('甲写的内容'))
  await one.context.close()
  await other.context.close()
})

test('the keyboard alone signs in, skips to the content, opens a record and goes back', async () => {
  const { page, context } = await openPage(browser, { viewport: viewports.desk })
  await page.goto(city.base + '/login')
  await page.keyboard.type('shiban')
  await page.keyboard.press('Tab')
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')
  await page.waitForURL(url => !url.pathname.startsWith('/login'))
  await page.goto(city.base + '/projects')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip')
  await page.keyboard.press('Enter')
  for (let i = 0; i < 40 && !(await page.evaluate(() => document.activeElement.matches('a.t'))); i++) await page.keyboard.press('Tab')
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
  assert.equal(outline, 'solid')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/projects\/XM/)
  await page.keyboard.press('/')
  await page.keyboard.type('xnyqc')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search/)
  assert.match(await page.textContent('.found'), /新能源汽车/)
  await context.close()
})
