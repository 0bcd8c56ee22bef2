// kill -9 of the recorder under load: what is lost, and what differs from an app's view without it.
//   node bench/recorder-kill.ts [exchanges] [connections]
import { killUnderLoad } from '../test/e2e/record-kill-run.ts'

const exchanges = Number(process.argv[2] ?? 20_000)
const connections = Number(process.argv[3] ?? 64)

const report = await killUnderLoad(exchanges, connections)
const { seen, recorded, lost, different, misrecorded, findings } = report
console.log(`${seen} exchanges seen whole over ${connections} connections when the recorder was killed, ${recorded} recorded`)
console.log(
  `  lost ${lost.length}, different from without the recorder ${different.length}, recorded otherwise than seen ${misrecorded.length}`,
)
for (const finding of findings) console.log(`  ${finding}`)
for (const line of [...lost, ...different, ...misrecorded].slice(0, 20)) console.log(`  ${line}`)
process.exitCode = lost.length + different.length + misrecorded.length === 0 ? 0 : 1
