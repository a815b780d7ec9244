/* A server of ours and a real browser for the tests beside this file. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

export const viewports = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 }, wall: { width: 1920, height: 1080 } }
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

/* Starts `command` and waits until it tells its port on the stream. */
async function start(command, args, stream, telling) {
  if (!existsSync(command)) throw new Error(`${command} is not built`)
  const stdio = ['ignore', stream === 'stdout' ? 'pipe' : 'ignore', stream === 'stderr' ? 'pipe' : 'inherit']
  const child = spawn(command, args, { stdio })
  const port = await new Promise((resolve, reject) => {
    let heard = ''
    child[stream].on('data', bytes => {
      heard += bytes
      const found = telling.exec(heard)
      if (found) resolve(found[1])
    })
    child.on('exit', code => reject(new Error(`the server ended with ${code} before it listened`)))
  })
  return { base: `http://127.0.0.1:${port}`, stop: () => new Promise(done => { child.on('exit', done); child.kill('SIGTERM') }) }
}

export const startServer = (command, args) => start(command, args, 'stdout', /listening (\d+)/)

/* The program itself, over a demonstration city of its own that is gone afterwards. */
export async function startPlatform(command) {
  const folder = mkdtempSync(join(tmpdir(), 'lianzhang-browser-'))
  const database = `sqlite:${join(folder, 'city.db')}`
  execFileSync(command, ['--db', database, 'init', '--demo'], { stdio: 'ignore' })
  const server = await start(command, ['--db', database, 'serve', '--listen', '127.0.0.1:0'], 'stderr', /127\.0\.0\.1:(\d+)/)
  return { base: server.base, stop: () => server.stop().then(() => rmSync(folder, { recursive: true })) }
}

export const demoPassword = 'Chain#Yunjiang36'
export const demoLogins = ['zonglianzhang', 'lianzhang', 'shiban', 'tuijinban', 'bumen', 'yuanqu', 'quxian', 'zhuanyuan', 'qiye', 'kaohe',
  'xitong', 'anquan', 'shenji']

export const startBrowser = () => chromium.launch({ executablePath: process.env.LZ_CHROMIUM ?? '/usr/bin/chromium', args: flags })

/* A page that collects everything a browser complains about: errors, refused styles and scripts, missing files. */
export async function openPage(browser, options) {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options })
  const page = await context.newPage()
  const complaints = []
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()) })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => { if (!request.url().startsWith('http://127.0.0.1:') && !request.url().startsWith('data:')) complaints.push(`asks another host: ${request.url()}`) })
  return { page, context, complaints }
}

export async function signIn(page, base, login = 'zhoumy', password = 'Correct horse 7') {
  await page.goto(base + '/login')
  await page.fill('#login', login)
  await page.fill('#password', password)
  await page.press('#password', 'Enter')
  await page.waitForURL(url => !url.pathname.startsWith('/login'))
}

/* How much wider the content is than the screen; 0 = fits. */
export const overflow = page => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))

/* Texts whose contrast with what is behind them is under WCAG AA. */
export const weakTexts = page => page.evaluate(() => {
  const parse = c => { const m = c.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return [m[0], m[1], m[2], m[3] ?? 1] }
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor)
      if (c[3] > 0.99) return c
    }
    return [255, 255, 255, 1]
  }
  const weak = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const words = walker.currentNode.textContent.trim()
    if (!words || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || element.closest('.visually-hidden,.skip,:disabled')) continue
    const style = getComputedStyle(element)
    const [a, b] = [light(parse(style.color)), light(ground(element))]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const size = parseFloat(style.fontSize)
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 600) ? 3 : 4.5
    if (ratio < needed) weak.push(`${words.slice(0, 20)}: ${ratio.toFixed(2)}`)
  }
  return weak
})

/* Controls without a name, pictures without words, more or less than one h1, ids that stand twice. */
export const unnamed = page => page.evaluate(() => {
  const wrong = []
  for (const control of document.querySelectorAll('input:not([type=hidden]):not([aria-hidden=true]),select,textarea'))
    if (!control.labels?.length && !control.getAttribute('aria-label') && !control.getAttribute('aria-labelledby')) wrong.push(control.outerHTML.slice(0, 80))
  for (const button of document.querySelectorAll('button,a[href],summary'))
    if (!button.textContent.trim() && !button.getAttribute('aria-label')) wrong.push(button.outerHTML.slice(0, 80))
  for (const image of document.querySelectorAll('img:not([alt]),svg:not([aria-hidden]):not([role=img])')) wrong.push(image.outerHTML.slice(0, 80))
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) wrong.push(`id ${id} stands twice`)
  let level = 1
  for (const heading of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    if (Number(heading.tagName[1]) > level + 1) wrong.push(`${heading.tagName} under h${level}: ${heading.textContent.slice(0, 30)}`)
    level = Number(heading.tagName[1])
  }
  if (document.querySelectorAll('h1').length !== 1) wrong.push(`${document.querySelectorAll('h1').length} h1`)
  if (!document.documentElement.lang || !document.title) wrong.push('no language or title')
  return wrong
})
