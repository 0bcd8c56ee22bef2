// Scans real projects as they are published, and holds what is found against what a reader of their source finds they call:
// `node bench/scan.ts [FOLDER]`. FOLDER has the packages of `scan/projects.ts` unpacked, as `npm pack` and `tar` leave them:
// `FOLDER/parse-server-9.10.0/package`.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { scanProject } from '#scan'
import { readProject } from '#scan/io'
import { projects } from './scan/projects.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.log('no projects: name a folder with the packages of bench/scan/projects.ts, unpacked')
  process.exit(0)
}

const totals = { expected: 0, found: 0, reported: 0, wrong: 0 }
for (const { name, version, calls } of projects) {
  const place = join(folder, `${name.replace(/^@/, '').replace('/', '-')}-${version}`, 'package')
  if (!existsSync(place)) {
    console.log(`${name}: not there: npm pack ${name}@${version}`)
    continue
  }
  const started = performance.now()
  const files = await readProject(place)
  const services = scanProject(files)
  const ms = performance.now() - started
  const missed = calls.filter((call) => !services.some((service) => service.name === call))
  const wrong = services.filter((service) => service.isCalled && !calls.includes(service.name)).map((service) => service.name)
  totals.expected += calls.length
  totals.found += calls.length - missed.length
  totals.reported += services.length
  totals.wrong += wrong.length
  const told = [missed.length > 0 ? `missed ${missed.join(', ')}` : '', wrong.length > 0 ? `wrong ${wrong.join(', ')}` : '']
  console.log(
    `${name}@${version}: ${calls.length - missed.length} of ${calls.length} found${told.map((each) => (each === '' ? '' : `; ${each}`)).join('')}; ${files.length} files in ${ms.toFixed(0)} ms`,
  )
}
const share = (part: number, whole: number) => `${((part / Math.max(whole, 1)) * 100).toFixed(1)} %`
console.log(
  `${totals.found} of ${totals.expected} services found (${share(totals.found, totals.expected)}), ${totals.wrong} of ${totals.reported} reported are wrong (${share(totals.wrong, totals.reported)})`,
)
