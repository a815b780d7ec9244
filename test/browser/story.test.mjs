/* The first working day on the demonstration city, as the real program serves it: an office's own sheets go in on the
 * page, the ledgers come out, a figure opens to its rows and a row to its history, a past day is as it was, a district
 * sees its own, and what was imported is taken back as a whole. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoPassword, openPage, overflow, signIn, startBrowser, startPlatform, viewports } from './harness.mjs'

const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)
const [year, month, day] = today.split('-').map(Number)
/* As an office keeps them: a title, a heading within, units in header and cell, a subtotal, a note, dates in words. */
const projects = [
  `云江市${year}年重点产业链项目台账,,,,,,`,
  '序号,项目名称,所属产业链,类型,所在区县,总投资额（亿元）,计划开工时间',
  '一、新建项目,,,,,,',
  `1,固态电池中试线（甲）,先进储能材料,建链,东屏区,3.6,${year}年12月20日`,
  `2,电机壳体压铸（乙）,新能源汽车,补链,临江区,"25,000万元",${year}/12/1`,
  ',小计,,,,6.1,',
  '注：投资额含税。,,,,,,'
]
const events = [
  '项目名称,节点,日期,合同金额（亿元）,佐证材料',
  `固态电池中试线（甲）,签约,${year}年${month}月${day}日,3.6,合同`,
  `电机壳体压铸（乙）,签订合同,${today.replaceAll('-', '.')},2.5,口头`
]

let platform, browser, page, receipt
const counts = {}

before(async () => {
  platform = await startPlatform(process.env.LZ_PROGRAM ?? 'build/browser/lianzhang')
  browser = await startBrowser()
  page = (await openPage(browser, { viewport: viewports.desk })).page
  await signIn(page, platform.base, 'shiban', demoPassword)
})
after(async () => {
  await browser?.close()
  await platform?.stop()
})

const path = () => new URL(page.url()).pathname
const go = where => page.goto(platform.base + where)
const words = selector => page.locator(selector).first().innerText()

/* The figures of the signed ledger of this month: number, amount, and the rows behind them. */
async function readSigned(of = page, query = '') {
  await of.goto(`${platform.base}/ledgers/signed?period=${today.slice(0, 7)}${query}`)
  const figure = async which => Number((await of.locator(`nav.lg a.on ${which}`).innerText()).replace(/[^\d.]/g, ''))
  return { n: await figure('.v'), yi: await figure('.a'), rows: await of.locator('.ledger-rows tbody tr:not(.grp)').count() }
}

async function offer(kind, name, lines) {
  await go('/import')
  await page.selectOption('#kind', kind)
  await page.setInputFiles('#file', { name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
  await Promise.all([page.waitForEvent('framenavigated'), page.click('main button.p')])
  await page.waitForLoadState()
}

async function read(kind, name, lines) {
  await offer(kind, name, lines)
  assert.match(path(), /^\/import\/job\//)
  await page.waitForSelector('form[action$="/apply"]') // read in the background; the page follows by itself
}

async function apply() {
  await page.click('form[action$="/apply"] button')
  await page.waitForSelector('form[action$="/undo"]')
}

test('the chief office reads its own sheet, sees what is in it, and nothing is written yet', async () => {
  counts.before = await readSigned()
  await read('project', '台账.csv', projects)
  const band = await words('.band')
  assert.match(band.replace(/\s+/g, ' '), /新增 ?2 .*拒收 ?0 /)
  await go('/projects?q=' + encodeURIComponent('中试线（甲）'))
  assert.equal(await page.getByRole('link', { name: '固态电池中试线（甲）' }).count(), 0)
  await page.goBack()
})

test('it confirms, gets a receipt, and the projects are there', async () => {
  await apply()
  await go('/projects?q=' + encodeURIComponent('中试线（甲）'))
  await page.getByRole('link', { name: '固态电池中试线（甲）' }).first().click()
  assert.match(await words('main'), /3\.60? ?亿/)
})

test('the events of both make the ledger grow by just what the sheet says, evidence apart', async () => {
  await read('event', '签约.csv', events)
  await apply()
  receipt = path()
  counts.signed = await readSigned()
  assert.equal(counts.signed.n, counts.before.n + 2)
  assert.equal(counts.signed.yi.toFixed(2), (counts.before.yi + 6.1).toFixed(2))
  assert.equal(counts.signed.rows, counts.signed.n, 'the figure opens to as many rows as it says')
  assert.match(await words('tr:has-text("（甲）")'), /合同/)
})

test('a row opens to its project, and the project to its history with who and when', async () => {
  await page.getByRole('link', { name: '固态电池中试线（甲）' }).click()
  assert.match(path(), /^\/projects\/./)
  await page.click('main a[href$="/history"] >> nth=0')
  const history = await words('main')
  assert.match(history, /固态电池中试线（甲）/)
  assert.match(history, /导入|新增/)
})

test('the same ledger as of last month knows nothing of it, and nothing can be written into the past', async () => {
  await readSigned()
  await page.click('summary.sel:has-text("截至")')
  const lastMonth = new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10)
  await page.fill('input[name=day]', lastMonth)
  await page.click('form.menu button.p')
  await page.waitForSelector('.past')
  const past = await readSigned()
  assert.equal(past.n, 0, 'of a month that had not begun nothing is known')
  assert.doesNotMatch(await words('main'), /（甲）/)
  await offer('project', '台账.csv', projects)
  assert.match(await words('main'), /不能修改/)
  await page.click('.past button')
  await page.waitForSelector('.past', { state: 'detached' })
})

test('a district sees its own of it, and not the other district’s', async () => {
  const district = (await openPage(browser, { viewport: viewports.phone })).page
  await signIn(district, platform.base, 'quxian', demoPassword)
  const own = await readSigned(district)
  assert.ok(own.n >= 1 && own.n < counts.signed.n)
  assert.equal(own.rows, own.n)
  const seen = await district.locator('main').innerText()
  assert.match(seen, /（甲）/)
  assert.doesNotMatch(seen, /（乙）/)
  assert.equal(await overflow(district), 0)
  const other = await page.request.get(platform.base + '/projects?q=' + encodeURIComponent('压铸（乙）'))
  const there = /href="(\/projects\/[^"?/]+)"[^>]*>电机壳体压铸（乙）/.exec(await other.text())[1]
  assert.equal((await district.goto(platform.base + there)).status(), 404)
  await district.context().close()
})

test('a second reading of the same sheet would change nothing', async () => {
  await read('project', '台账.csv', projects)
  assert.match((await words('.band')).replace(/\s+/g, ' '), /新增 ?0 变更 ?0 未变 ?2 /)
})

test('the import is taken back as a whole, and the ledger is as before', async () => {
  await go(receipt)
  await page.click('form[action$="/undo"] button')
  await page.waitForSelector('.tag')
  const back = await readSigned()
  assert.deepEqual({ n: back.n, yi: back.yi }, { n: counts.before.n, yi: counts.before.yi })
})
