// Runs in threads of their own, started by share-learning.ts: learns without the held-out parts that it takes and checks on those; when none is
// left, it takes from the other end routes that are still to be learned of all sessions.
import { parentPort, workerData } from 'node:worker_threads'
import { judgePart, startLearning } from '#synth'
import type { LearningMessage, LearningTask } from './learning-task.ts'
import { WorkShare } from './work-share.ts'

const { name, sessions, options, parts, share } = workerData as LearningTask
const work = new WorkShare(share)
const say = (message: LearningMessage) => parentPort?.postMessage(message)

for (let at = work.takePart(parts.length); at !== undefined; at = work.takePart(parts.length)) {
  const part = parts[at]
  if (part) say({ result: judgePart(name, sessions, part, options) })
}
if (work.isWorthHelping) {
  const learning = startLearning(sessions, { name })
  for (let route = work.takeLastRoute(learning.routes); route !== undefined; route = work.takeLastRoute(learning.routes))
    say({ route, rules: learning.learnRoute(route) })
}
