import { bold, createMeter, dim, green, red, yellow } from './screen.mjs'
import { sendTo } from './send.mjs'
import { tellApart, translate } from './tell-apart.mjs'
import { playSession } from './traffic.mjs'

/**
 * Plays sessions against the real service; the twin gets every request too, with its own ids.
 * Gives `{ total, same, report }`, the report being lines for people.
 */
export async function compareSideBySide({ service, twinOrigin, sessions, firstSeed }) {
  const routes = new Map()
  const meter = createMeter('sessions', sessions)
  for (let session = 0; session < sessions; session++) {
    await service.reset()
    await fetch(`${twinOrigin}/__doppel/reset`, { method: 'POST' })
    const ids = new Map()
    await playSession(firstSeed + session, async (request) => {
      const [real, twin] = await Promise.all([sendTo(service.origin, request), sendTo(twinOrigin, translate(request, ids))])
      note(routes, request, tellApart(real, twin, ids))
      return real
    })
    meter.draw(session + 1)
  }
  const counts = [...routes.values()]
  const total = counts.reduce((sum, route) => sum + route.total, 0)
  const same = counts.reduce((sum, route) => sum + route.same, 0)
  return { total, same, report: report(routes) }
}

function note(routes, request, differences) {
  const [path, query] = request.path.split('?')
  const shape = query === undefined ? '' : `?${query.replace(/=[^&]*/g, '=…')}`
  const name = `${request.method.padEnd(6)} ${path.replace(/\/\d+/g, '/{id}')}${shape}`
  const route = routes.get(name) ?? { total: 0, same: 0, example: undefined }
  routes.set(name, route)
  route.total += 1
  if (differences.length === 0) route.same += 1
  else route.example ??= `${request.method} ${request.path}  ${differences[0]}`
}

function report(routes) {
  const lines = ['', bold('   same  request')]
  for (const [name, { total, same, example }] of [...routes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const mark = same === total ? green('✓') : same === 0 ? red('✗') : yellow('~')
    lines.push(`${mark} ${`${same}/${total}`.padStart(7)}  ${name}`)
    if (example !== undefined) lines.push(dim(`            ${example}`))
  }
  return lines.join('\n')
}
