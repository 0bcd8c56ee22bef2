// What gives the twin of a service of the simulation away, for people:
//   node test/sim/show.ts order-ledger [--seed 1] [--model] [--sessions 10] [--again]
import { printReport } from '#conform'
import { judge, serviceTarget, twinTarget } from './learn-twin.ts'
import { services } from './services/index.ts'

const [wanted = ''] = process.argv.slice(2)
const option = (name: string, usual: string) => process.argv[process.argv.indexOf(`--${name}`) + 1 || process.argv.length] ?? usual
const found = services.filter(({ name }) => name === wanted || wanted === 'all')
if (found.length === 0) console.log(`services: ${services.map(({ name }) => name).join(', ')}, all`)
for (const spec of found) {
  const seed = Number(option('seed', '1'))
  const startedAt = performance.now()
  const first = judge(spec, seed, serviceTarget(spec), Number(option('sessions', '10')))
  const judged = process.argv.includes('--again') ? judge(spec, seed + 1, twinTarget(first.twin)) : first
  const { model, notes, report } = judged
  const tookMs = Math.round(performance.now() - startedAt)
  if (wanted === 'all') {
    const worst = report.routes.filter((route) => route.indistinguishable < route.exchanges).map(({ route }) => route)
    console.log(`${spec.name} ${report.scoreBp} bp, status ${report.statusBp} bp, ${tookMs} ms: ${worst.join(', ')}`)
    continue
  }
  if (process.argv.includes('--model')) console.log(JSON.stringify(model, null, 1))
  for (const [route, list] of notes) for (const note of list) console.log(`note ${route}: ${note}`)
  console.log(printReport(report, { show: 30 }))
  console.log(`${tookMs} ms`)
}
