// Learns the captured training sessions of upstreams, and says whether their models, printed in the files that people write and compiled, are
// the same models: `node bench/lab/printed.ts UPSTREAM… [--sessions 10]`.

import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { printFiles } from '#author'
import { recompilePrinted } from '../../src/author/files/author-for-tests.ts'
import { learnServed } from './learn-served.ts'
import { labFolder } from './material.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { sessions: { type: 'string', default: '10' } } })
for (const upstream of positionals) {
  const { read } = await learnServed(join(labFolder(upstream), 'twins', 'lab'), { count: Number(values.sessions) })
  const startedAt = performance.now()
  const bytes = printFiles(read, 'http://localhost')['routes.yaml'].length
  const printMs = performance.now() - startedAt
  const isSame = isDeepStrictEqual(recompilePrinted(read), read)
  const ms = performance.now() - startedAt - printMs
  console.log(
    `${upstream}: ${isSame ? 'the same' : 'ANOTHER MODEL'}; ${bytes} bytes of routes.yaml, printed in ${printMs.toFixed(0)} ms, both ways in ${ms.toFixed(0)} ms`,
  )
  if (!isSame) process.exitCode = 1
}
