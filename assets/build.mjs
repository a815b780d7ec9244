/* Bundles style sheets and scripts and makes the sprite of icons.
 *
 *     node build.mjs OUT              with what package-lock.json names
 *     node build.mjs --bare OUT       our own style sheets only, no packages needed: for the C tests
 */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv.at(-1)
const bare = process.argv.includes('--bare')
const modules = join(here, 'node_modules')

/* Class names that templates, scripts and C code use: what of Tabler is kept. */
function usedClasses() {
  const used = new Set(readFileSync(join(here, 'css/keep.txt'), 'utf8').split(/\s+/))
  const walk = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (/\.(html|ts)$/.test(entry.name) || entry.name.startsWith('page_'))
        for (const word of readFileSync(path, 'utf8').matchAll(/[A-Za-z][\w-]*/g)) used.add(word[0])
    }
  }
  walk(join(here, '../src'))
  walk(join(here, 'ts'))
  return used
}

/* Splits a style sheet into [prelude, body or null] at its top level. */
function* rules(css) {
  let at = 0
  while (at < css.length) {
    let quote = '', i = at
    for (; i < css.length; i++) {
      const c = css[i]
      if (quote) { if (c === '\\') i++; else if (c === quote) quote = '' }
      else if (c === '"' || c === "'") quote = c
      else if (c === '(' ) { const close = css.indexOf(')', i); if (css.startsWith('url(', i - 3) && !/["']/.test(css[i + 1])) i = close }
      else if (c === '{' || c === ';') break
    }
    if (i >= css.length) return
    const prelude = css.slice(at, i).trim()
    if (css[i] === ';') { yield [prelude, null]; at = i + 1; continue }
    let depth = 1, j = i + 1
    for (quote = ''; depth && j < css.length; j++) {
      const c = css[j]
      if (quote) { if (c === '\\') j++; else if (c === quote) quote = '' }
      else if (c === '"' || c === "'") quote = c
      else if (c === '{') depth++
      else if (c === '}') depth--
    }
    yield [prelude, css.slice(i + 1, j - 1)]
    at = j
  }
}

function splitSelectors(text) {
  const parts = ['']
  let depth = 0
  for (const c of text) {
    depth += c === '(' ? 1 : c === ')' ? -1 : 0
    if (c === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts
}

/* Without the rules whose selectors all need a class that no page has. */
function trim(css, used) {
  const needed = selector => [...selector.replace(/:not\([^)]*\)/g, '').matchAll(/\.((?:[\w-]|\\.)+)/g)].map(m => m[1])
  let kept = ''
  for (const [prelude, body] of rules(css.replace(/\/\*[\s\S]*?\*\//g, ''))) {
    if (body === null) { if (!prelude.startsWith('@charset')) kept += prelude + ';' }
    else if (/^@(media|supports|layer|container)/.test(prelude)) {
      const inner = trim(body, used)
      if (inner) kept += `${prelude}{${inner}}`
    } else if (prelude.startsWith('@')) kept += `${prelude}{${body}}`
    else {
      const selectors = splitSelectors(prelude).filter(s => needed(s).every(c => used.has(c)))
      if (selectors.length) kept += `${selectors.join(',')}{${body}}`
    }
  }
  return kept
}

/* data-bs-theme="auto" follows the browser without any script: what dark says, said again under the media query. */
function withAuto(css) {
  let all = ''
  for (const [prelude, body] of rules(css)) {
    if (body === null) { all += prelude + ';'; continue }
    all += `${prelude}{${/^@(media|supports|layer)/.test(prelude) ? withAuto(body) : body}}`
    if (!prelude.startsWith('@') && /\[data-bs-theme="?dark"?\]/.test(prelude))
      all += `@media (prefers-color-scheme:dark){${prelude.replace(/\[data-bs-theme="?dark"?\]/g, '[data-bs-theme=auto]')}{${body}}}`
  }
  return all
}

function sprite(names) {
  const symbols = names.map(name => {
    const svg = readFileSync(join(modules, '@tabler/icons/icons/outline', name + '.svg'), 'utf8')
    const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
      .replace(/<path stroke="none"[^>]*\/>/, '').replace(/\s*\n\s*/g, '')
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`
}

const iconNames = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(l => l && !l.startsWith('#')).map(l => l.trim())
const ownStyles = readdirSync(join(here, 'css')).filter(f => f.endsWith('.css')).sort()
  .map(f => readFileSync(join(here, 'css', f), 'utf8')).join('\n').replace(/\/\*[\s\S]*?\*\//g, '')

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
copyFileSync(join(here, 'favicon.svg'), join(out, 'favicon.svg'))
if (bare) {
  writeFileSync(join(out, 'app.css'), withAuto(ownStyles))
  writeFileSync(join(out, 'app.js'), '')
  writeFileSync(join(out, 'icons.svg'), '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n')
} else {
  const { build } = await import('esbuild')
  const tabler = readFileSync(join(modules, '@tabler/core/dist/css/tabler.css'), 'utf8')
  const notices = '/* Tabler, Tabler Icons: MIT, (c) The Tabler Authors, codecalm.net Pawel Kuna. Bootstrap: MIT, (c) The Bootstrap Authors. htmx: 0BSD. */'
  const css = `@layer tabler,own;@layer tabler{${withAuto(trim(tabler, usedClasses()))}}@layer own{${withAuto(ownStyles)}}`
  const common = { bundle: true, minify: true, target: ['chrome100', 'firefox100', 'safari15'], legalComments: 'none', logLevel: 'warning',
    banner: { css: notices, js: notices } }
  await build({ ...common, stdin: { contents: css, loader: 'css', resolveDir: here }, outfile: join(out, 'app.css') })
  await build({ ...common, entryPoints: [join(here, 'ts/app.ts')], format: 'iife', outfile: join(out, 'app.js') })
  writeFileSync(join(out, 'icons.svg'), sprite(iconNames))
}
