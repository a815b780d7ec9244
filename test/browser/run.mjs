/* Runs every *.test.mjs beside it, one after another; the last line counts. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv[2] ?? ''
const files = readdirSync(here).filter(f => f.endsWith('.test.mjs') && f.includes(wanted)).sort().map(f => join(here, f))
let passed = 0
let failed = 0
const isFile = data => files.some(f => data.name === f || f.endsWith('/' + data.name))
run({ files, concurrency: 1 })
  .on('test:pass', data => { if (!isFile(data)) passed++ })
  .on('test:fail', data => {
    if (isFile(data) && data.details?.error?.failureType === 'subtestsFailed') return
    failed++
    console.log(`FAILED ${data.name}\n  ${String(data.details?.error?.cause?.message ?? data.details?.error?.message ?? '').split('\n').slice(0, 12).join('\n  ')}`)
  })
  .on('test:stderr', data => process.stderr.write(data.message))
  .on('end', () => {
    console.log(`${passed} passed, ${failed} failed`)
    process.exitCode = failed || !passed ? 1 : 0
  })
  .resume()
