// Radicale: a calendar client over CalDAV: collections, events as iCalendar, properties and reports in XML.
import { run, wander } from '../../lib/drive.mjs'

const head = '<?xml version="1.0" encoding="utf-8"?>'
const spaces = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'
const escapeXml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

await run('radicale', async ({ c, r }) => {
  const target = r.int(28, 46)
  const login = (user, password = 'secret') => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const user = 'ada'
  c.headers.authorization = login(user)
  c.headers.accept = '*/*'
  const calendars = []
  const events = []
  const gone = []
  const xml = (method, path, body, { want = 207, depth } = {}) =>
    c.req(method, path, { want, raw: head + body, type: 'application/xml', headers: depth === undefined ? {} : { depth } })
  const find = (path, names, depth) =>
    xml('PROPFIND', path, `<D:propfind ${spaces}><D:prop>${names.map((name) => `<${name}/>`).join('')}</D:prop></D:propfind>`, { depth })
  const stamp = (date) => `${date.replace(/-/g, '')}T${String(r.int(8, 19)).padStart(2, '0')}0000Z`
  const calendar = (uid, summary) => {
    const day = r.date()
    return [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//lab//EN',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `DTSTAMP:${stamp(day)}`,
      `DTSTART:${stamp(day)}`,
      `SUMMARY:${summary}`,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n')
  }
  const newCalendar = async () => {
    const path = `/${user}/${r.noun()}-${r.tag(4)}/`
    const name = r.name()
    const set = `<D:displayname>${escapeXml(name)}</D:displayname>${r.bool() ? `<C:calendar-description>${r.sentence()}</C:calendar-description>` : ''}`
    const { status } = await xml('MKCALENDAR', path, `<C:mkcalendar ${spaces}><D:set><D:prop>${set}</D:prop></D:set></C:mkcalendar>`, {
      want: 201,
    })
    if (status === 201) calendars.push(path)
    if (r.bool()) await find(path, ['D:displayname', 'D:resourcetype'], '0')
  }
  const newEvent = async () => {
    const uid = `${r.noun()}-${r.tag(6)}`
    const path = `${r.pick(calendars)}${uid}.ics`
    const body = calendar(uid, r.title())
    const { status, headers } = await c.put(path, {
      want: 201,
      raw: body,
      type: 'text/calendar',
      headers: r.bool(0.3) ? { 'if-none-match': '*' } : {},
    })
    if (status === 201) events.push({ path, uid, etag: headers.get('etag') })
    if (r.bool(0.4)) await c.get(path, { want: 200 })
  }
  const steps = () => [
    [calendars.length < 3 ? 1 : 0.1, newCalendar],
    [5, newEvent],
    [events.length ? 3 : 0, () => c.get(r.pick(events).path, { want: 200 })],
    [
      events.length ? 2 : 0,
      async () => {
        const event = r.pick(events)
        const { status, headers } = await c.put(event.path, {
          want: 201,
          raw: calendar(event.uid, r.title()),
          type: 'text/calendar',
          headers: r.bool(0.6) ? { 'if-match': event.etag } : {},
        })
        if (status === 201) event.etag = headers.get('etag')
        if (r.bool()) await c.get(event.path, { want: 200 })
      },
    ],
    [
      events.length ? 1 : 0,
      () =>
        c.put(r.pick(events).path, {
          want: 412,
          raw: calendar('x', 'y'),
          type: 'text/calendar',
          headers: { 'if-match': `"${r.hex(32)}"` },
        }),
    ],
    [
      events.length ? 0.6 : 0,
      () => c.put(r.pick(events).path, { want: 412, raw: calendar('x', 'y'), type: 'text/calendar', headers: { 'if-none-match': '*' } }),
    ],
    [
      events.length > 1 ? 1.5 : 0,
      async () => {
        const [event] = events.splice(r.int(0, events.length - 1), 1)
        gone.push(event.path)
        await c.delete(event.path, { want: 200 })
        await c.get(event.path, { want: 404 })
      },
    ],
    [2, () => find(r.pick(calendars), ['D:getetag', 'D:getcontenttype'], '1')],
    [1.5, () => find(`/${user}/`, ['D:resourcetype', 'D:displayname'], r.pick(['0', '1']))],
    [0.8, () => find('/', ['D:current-user-principal'], '0')],
    [
      1,
      () =>
        find(
          r.pick(calendars),
          r.sample(['D:displayname', 'CS:getctag', 'D:owner', 'C:supported-calendar-component-set', 'D:nosuch'], r.int(1, 3)),
          '0',
        ),
    ],
    [
      1.2,
      async () => {
        const path = r.pick(calendars)
        await xml(
          'PROPPATCH',
          path,
          `<D:propertyupdate ${spaces}><D:set><D:prop><D:displayname>${escapeXml(r.name())}</D:displayname></D:prop></D:set></D:propertyupdate>`,
        )
        await find(path, ['D:displayname'], '0')
      },
    ],
    [
      events.length ? 2 : 0,
      () => {
        const path = r.pick(events).path.replace(/[^/]+$/, '')
        const hrefs = [
          ...events
            .filter((event) => event.path.startsWith(path))
            .slice(0, 3)
            .map((event) => event.path),
          ...(r.bool(0.3) ? [`${path}none.ics`] : []),
        ]
        return xml(
          'REPORT',
          path,
          `<C:calendar-multiget ${spaces}><D:prop><D:getetag/><C:calendar-data/></D:prop>${hrefs.map((href) => `<D:href>${href}</D:href>`).join('')}</C:calendar-multiget>`,
        )
      },
    ],
    [
      1,
      () =>
        xml(
          'REPORT',
          r.pick(calendars),
          `<C:calendar-query ${spaces}><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter></C:calendar-query>`,
          { depth: '1' },
        ),
    ],
    [0.4, () => c.req('OPTIONS', r.pick(calendars), { want: 200 })],
    [
      calendars.length > 2 ? 0.4 : 0,
      async () => {
        const [path] = calendars.splice(r.int(0, calendars.length - 1), 1)
        events.splice(0, events.length, ...events.filter((event) => !event.path.startsWith(path)))
        await c.delete(path, { want: 200 })
        await find(path, ['D:displayname'], '0').catch(() => undefined)
      },
    ],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => c.get(`${r.pick(calendars)}none-${r.tag(4)}.ics`, { want: 404 }),
          () => c.delete(gone.length ? r.pick(gone) : `${r.pick(calendars)}none.ics`, { want: 404 }),
          () => c.get('/hugo/', { want: 403 }),
          () => c.get(`/${user}/`, { want: 401, headers: { authorization: null } }),
          () => c.get(`/${user}/`, { want: 401, headers: { authorization: login(user, 'wrong') } }),
          () => xml('MKCALENDAR', r.pick(calendars), `<C:mkcalendar ${spaces}></C:mkcalendar>`, { want: [403, 409] }),
          () => c.req('PROPFIND', r.pick(calendars), { want: 400, raw: '<D:propfind', type: 'application/xml' }),
          () => c.put(`${r.pick(calendars)}bad.ics`, { want: [400, 403], raw: 'no calendar', type: 'text/calendar' }),
          () => c.put(`/${user}/none-${r.tag(3)}/x.ics`, { want: 409, raw: calendar('x', 'y'), type: 'text/calendar' }),
          () => find(`/${user}/none-${r.tag(3)}/`, ['D:displayname'], '0'),
        ])(),
    ],
  ]
  await find('/', ['D:current-user-principal'], '0')
  await newCalendar()
  await newEvent()
  await wander(c, r, target, steps)
  await find(r.pick(calendars), ['D:getetag'], '1')
})
