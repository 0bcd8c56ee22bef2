/** Headers that a client could act on; the others tell the time or the connection. */
const headersThatMatter = ['content-type', 'location', 'link', 'x-total-count', 'allow', 'www-authenticate', 'retry-after']
const idName = /^(id|.*Id|.*_id)$/

/**
 * What a client could tell the two answers apart by, as sentences; empty when by nothing.
 * `ids` holds which id of the twin stands for which of the real service, and grows: a new id may differ, but then for good.
 */
export function tellApart(real, twin, ids) {
  const differences = []
  if (real.status !== twin.status) differences.push(`status ${real.status}, twin ${twin.status}`)
  for (const name of headersThatMatter) {
    const [wanted, got] = [real, twin].map((answer) => normal(answer.headers[name], answer.origin))
    if (wanted !== got) differences.push(`header ${name}: ${wanted ?? 'none'}, twin ${got ?? 'none'}`)
  }
  compare(real.body, twin.body, '', '', ids, differences)
  return differences
}

/** The request with the twin's ids in place of the real service's. */
export function translate(request, ids) {
  const path = request.path.replace(/(?<=[/=])\d+(?=[/?&]|$)/g, (id) => ids.get(Number(id)) ?? id)
  const body =
    request.body &&
    Object.fromEntries(Object.entries(request.body).map(([key, value]) => [key, idName.test(key) ? (ids.get(value) ?? value) : value]))
  return { ...request, path, body }
}

function normal(value, origin) {
  return value?.replaceAll(origin, 'http://service').replaceAll(new URL(origin).host, 'service')
}

function compare(real, twin, path, key, ids, differences) {
  if (typeof real !== 'object' || real === null || typeof twin !== 'object' || twin === null) {
    if (real === twin) return
    if (idName.test(key) && typeof real === typeof twin && !ids.has(real)) ids.set(real, twin)
    if (!idName.test(key) || ids.get(real) !== twin) differences.push(`${path || 'body'}: ${shown(real)}, twin ${shown(twin)}`)
  } else if (Array.isArray(real) !== Array.isArray(twin)) {
    differences.push(`${path || 'body'}: ${shown(real)}, twin ${shown(twin)}`)
  } else if (Array.isArray(real) && real.length !== twin.length) {
    differences.push(`${path || 'body'}: ${real.length} items, twin ${twin.length}`)
  } else {
    for (const part of new Set([...Object.keys(real), ...Object.keys(twin)])) {
      const name = Array.isArray(real) ? key : part
      compare(real[part], twin[part], path === '' ? part : `${path}.${part}`, name, ids, differences)
    }
  }
}

function shown(value) {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
