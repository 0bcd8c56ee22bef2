// `npm run demo [-- --exit] [-- --seed N]`: a real server, its twin, and whether a client could tell them apart.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compareSideBySide } from './demo/compare-side-by-side.mjs'
import { freePort, launch, runToEnd, untilUp } from './demo/processes.mjs'
import { bold, createMeter, dim, percent, say, step, tell } from './demo/screen.mjs'
import { sendTo } from './demo/send.mjs'
import { createService } from './demo/service.mjs'
import { playSession } from './demo/traffic.mjs'
import { ensureInstalled, projectNode, root } from './install.mjs'

const trainingSessions = 10
const unseenSessions = 5
const name = 'demo'
const cli = join(root, 'dist/cli.js')

const args = process.argv.slice(2)
const exitsByItself = args.includes('--exit')
const seed = args.includes('--seed') ? Number(args[args.indexOf('--seed') + 1]) : 1

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(exitsByItself ? 1 : 0))

try {
  await demo()
} catch (error) {
  say(`\nThe demo stopped: ${error.message}`)
  process.exit(1)
}

async function demo() {
  say(bold('\nDoppel: a real server goes in, its twin comes out.'))

  step('Install and build')
  ensureInstalled()
  await runToEnd(projectNode, [join(root, 'node_modules/tsdown/dist/run.mjs')], { cwd: root })
  tell(dim((await doppel('--version')).trim()))

  step('Start a real service', 'json-server blog.json')
  const service = await createService()
  tell(`json-server from npm, which nobody here wrote, at ${service.origin}`)
  tell(dim('users, posts and comments; filters, sorting, paging; every session begins with the same fresh blog'))

  const recorderPort = await freePort()
  step('Record', `doppel record ${name} --port ${recorderPort}`)
  await record(service, recorderPort)

  step('Learn', `doppel synth ${name}`)
  tell(await doppel('synth', name))

  step('Check against the recordings', `doppel check ${name} --in-memory`)
  tell(await doppel('check', name, '--in-memory', '--show', '3'))

  step('Check on sessions kept out of the learning', `doppel check ${name} --held-out`)
  tell(firstParagraph(await doppel('check', name, '--held-out', '--show', '0')))

  const twinPort = await freePort()
  step('Serve the twin', `doppel serve ${name} --port ${twinPort}`)
  const twin = launch(projectNode, [cli, 'serve', name, '--port', String(twinPort)], { cwd: root })
  const origin = `http://127.0.0.1:${twinPort}`
  await untilUp(`${origin}/__doppel/ready`, twin)
  tell(`the twin answers at ${origin}`)

  step('Could a client tell?')
  tell(dim(`${unseenSessions} sessions that nobody recorded, sent to the real service and the twin side by side`))
  const judged = await compareSideBySide({ service, twinOrigin: origin, sessions: unseenSessions, firstSeed: seed * 1000 + 500 })
  tell(judged.report)
  await service.stop()

  say()
  say(`   ${percent(judged.same / judged.total)} of ${judged.total} answers could have come from either.`)
  if (exitsByItself) return void (await twin.stop())

  await fetch(`${origin}/__doppel/reset`, { method: 'POST' })
  step('Your turn: the real service is gone, the twin is still here')
  tell(`curl ${origin}/posts`)
  tell(`curl -X POST ${origin}/posts -H 'content-type: application/json' -d '{"title":"Mine","status":"draft","likes":0,"userId":1}'`)
  tell(`curl '${origin}/posts?status=draft'`)
  tell(`npm run --silent doppel show ${name}`)
  say(dim('\n   Ctrl-C ends it.'))
}

async function record(service, port) {
  rmSync(join(root, 'twins', name), { recursive: true, force: true })
  await doppel('init', name, '--base-url', service.origin)
  const recorder = launch(projectNode, [cli, 'record', name, '--port', String(port)], { cwd: root })
  const origin = `http://127.0.0.1:${port}`
  await untilUp(`${origin}/__doppel/ready`, recorder)
  const meter = createMeter('sessions', trainingSessions)
  let exchanges = 0
  for (let session = 0; session < trainingSessions; session++) {
    if (session > 0) await service.reset()
    await playSession(seed * 1000 + session, (request) => {
      exchanges += 1
      return sendTo(origin, request)
    })
    await fetch(`${origin}/__doppel/new-session`, { method: 'POST' })
    meter.draw(session + 1, `${exchanges} exchanges`)
  }
  await recorder.stop()
}

function firstParagraph(text) {
  return text.split('\n\n')[0]
}

/** What the command printed; a score below the bar (exit code 2) is a result like any other here. */
async function doppel(...words) {
  const { stdout } = await runToEnd(projectNode, [cli, ...words], { cwd: root, acceptedExitCodes: words[0] === 'check' ? [0, 2] : [0] })
  return stdout
}
