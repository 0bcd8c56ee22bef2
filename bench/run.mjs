// Runs the benchmarks that are named, or all: `npm run bench -- serve start`. Each is a program of its own.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const folder = import.meta.dirname
// A file with a name of two words belongs to the benchmark that its first word names.
const known = readdirSync(folder)
  .filter((file) => /^[a-z]+\.ts$/.test(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${known.join(', ')}`)
  process.exit(1)
}

// The Node of the devDependencies, whatever Node the host has.
const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node')
let failed = 0
for (const name of asked.length > 0 ? asked : known) {
  console.log(`\n# ${name}`)
  const { status } = spawnSync(node, ['--disable-warning=ExperimentalWarning', join(folder, `${name}.ts`)], { stdio: 'inherit' })
  if (status !== 0) failed += 1
}
process.exit(failed === 0 ? 0 : 1)
