// How long learning takes: 1,000 exchanges (or as many as asked) of services whose rules are drawn by a seed, or of the recordings in a
// twin's folder: `npm run bench -- synth`, `TWIN=twins/orders npm run bench -- synth`.
import { performance } from 'node:perf_hooks'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { learn } from '#synth'
import { range, recordSessions, serviceTarget } from '../test/sim/learn-twin.ts'
import { resourceService } from '../test/sim/resource-service.ts'
import { drawResourceSpec } from '../test/sim/resource-spec.ts'

const exchangesWanted = Number(process.env.EXCHANGES ?? 1000)
const limitMs = 5000

function drawSessions(seed: number): RecordedSession[] {
  const spec = resourceService(drawResourceSpec(seed))
  const sessions: RecordedSession[] = []
  for (let batch = 0; count(sessions) < exchangesWanted; batch++)
    sessions.push(...recordSessions(spec, range(batch * 5, 5), serviceTarget(spec)))
  return sessions
}

function count(sessions: readonly RecordedSession[]): number {
  return sessions.reduce((total, { exchanges }) => total + exchanges.length, 0)
}

function measure(name: string, sessions: readonly RecordedSession[]): void {
  const startedAt = performance.now()
  const { model } = learn(sessions)
  const tookMs = performance.now() - startedAt
  const per1000Ms = (tookMs / count(sessions)) * 1000
  const verdict = per1000Ms < limitMs ? 'within' : 'OVER'
  console.log(
    `${name}: ${count(sessions)} exchanges, ${model.routes.length} routes, ${Math.round(tookMs)} ms, ${Math.round(per1000Ms)} ms per 1,000 (${verdict} ${limitMs})`,
  )
  if (per1000Ms >= limitMs) process.exitCode = 1
}

const twin = process.env.TWIN
if (twin) measure(twin, (await readSessions(twin, { decoded: true })).sessions)
else for (const seed of [1, 2, 3]) measure(`service of seed ${seed}`, drawSessions(seed))
