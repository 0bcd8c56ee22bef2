import { readSessions } from '#recording/io'
import { learn } from '#synth'
const sessions = (await readSessions(process.argv[2]!, { decoded: true })).sessions.sort((a, b) => a.startedAtMs - b.startedAtMs)
const l = learn(sessions, { name: 'lab' })
for (const [k, v] of l.notes) console.log(k, '\n    ' + v.join('\n    '))
