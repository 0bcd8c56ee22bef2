// `npm test [-- ARGUMENTS]`: installs if needed, runs vitest, and closes with the counts of vitest's own report.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled, projectNode, root } from './install.mjs'

ensureInstalled()

const folder = mkdtempSync(join(tmpdir(), 'doppel-test-'))
const reportFile = join(folder, 'report.json')
const vitest = [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
]
const { status } = spawnSync(projectNode, [...vitest, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
const report = readReport()
rmSync(folder, { recursive: true, force: true })

const passed = report?.numPassedTests ?? 0
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
// A file that fails to load has no tests to fail, yet it failed.
const unloaded = (report?.testResults ?? []).filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
const failed = (report?.numFailedTests ?? 0) + unloaded

if (report === undefined) console.error('vitest left no report')
else if (passed + failed === 0) console.error('no test ran')
else if (failed === 0 && status !== 0) console.error('every test passed, but vitest saw errors outside of them: see above')
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : status || 1

function readReport() {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8'))
  } catch {
    return undefined
  }
}
