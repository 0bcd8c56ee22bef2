// One measurement of bench/synth.ts in a process of its own, so that its memory can be told: `learn FROM EXCHANGES` learns, `write FROM
// EXCHANGES FOLDER` writes the recordings of a twin into its folder. FROM is the seed of a service, or the folder of a twin whose sessions are
// taken again and again. Prints JSON.
import { performance } from 'node:perf_hooks'
import { foldModel } from '#model'
import type { RecordedSession } from '#recording'
import { readSessions, SessionWriter } from '#recording/io'
import { learn } from '#synth'
import { range, recordSessions, serviceTarget } from '../test/sim/learn-twin.ts'
import { resourceService } from '../test/sim/resource-service.ts'
import { drawResourceSpec } from '../test/sim/resource-spec.ts'

const [task = '', from = '', wanted = '0', folder = ''] = process.argv.slice(2)

function count(sessions: readonly RecordedSession[]): number {
  return sessions.reduce((total, { exchanges }) => total + exchanges.length, 0)
}

function drawSessions(seed: number, exchanges: number): RecordedSession[] {
  const spec = resourceService(drawResourceSpec(seed))
  const sessions: RecordedSession[] = []
  for (let batch = 0; count(sessions) < exchanges; batch++) sessions.push(...recordSessions(spec, range(batch * 5, 5), serviceTarget(spec)))
  return sessions
}

function repeat(recorded: readonly RecordedSession[], exchanges: number): RecordedSession[] {
  const sessions: RecordedSession[] = []
  for (let round = 0; count(sessions) < exchanges; round++)
    sessions.push(...recorded.map((session) => ({ ...session, id: `${session.id}-${round}`, startedAtMs: session.startedAtMs + round })))
  return sessions
}

const sessions = /^\d+$/.test(from)
  ? drawSessions(Number(from), Number(wanted))
  : repeat((await readSessions(from, { decoded: true })).sessions, Number(wanted))

if (task === 'write') {
  for (const { id, tags, startedAtMs, upstream, origin, exchanges } of sessions) {
    const writer = new SessionWriter({ twinFolder: folder, info: { id, tags: [...tags], startedAtMs, upstream, origin } })
    writer.append(exchanges)
    await writer.close({ by: 'shutdown', atMs: startedAtMs + 1 })
  }
  console.log(JSON.stringify({ exchanges: count(sessions) }))
} else {
  const [startedAt, startedCpu] = [performance.now(), process.cpuUsage()]
  const { model } = learn(sessions)
  console.log(
    JSON.stringify({
      exchanges: count(sessions),
      wallMs: performance.now() - startedAt,
      cpuMs: process.cpuUsage(startedCpu).user / 1000,
      peakMb: process.resourceUsage().maxRSS / 1024,
      routes: model.routes.length,
      modelBytes: JSON.stringify(foldModel(model)).length,
    }),
  )
}
