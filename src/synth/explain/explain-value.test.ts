import { describe, expect, test } from 'vitest'
import { printTemplate, type Value } from '#lang'
import { learn } from '../learn.ts'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import { explainValue } from './explain-value.ts'

/** How the body of the answers to the lines that begin with `label` is explained, of the last collection that they name nothing. */
function explain(label: string, ...tables: readonly string[]) {
  const { calls, context } = passesOf(sessionsOf(...tables))
  const [method, pattern] = label.split(' ')
  const observations = calls
    .flat()
    .filter(({ route }) => route.method === method && route.pattern === pattern)
    .map((call) => ({ scope: context.scopes.create(call), target: call.body.value as Value }))
  if (observations.length === 0) throw new Error(`no call of ${label}`)
  const { template, hits, of } = explainValue(observations, context, { path: [] })
  return { value: printTemplate(template), share: `${hits} of ${of}` }
}

/** A POST of each pair of what is sent and what comes, one session each. */
function posts(...pairs: readonly (readonly [sent: unknown, came: unknown])[]) {
  return explain('POST /things', ...pairs.map(([sent, came]) => `POST /things ${JSON.stringify(sent)} -> 200 ${JSON.stringify(came)}`))
}

describe('one expression', () => {
  test('what was sent comes back', () => {
    expect(posts([{ a: 'red', b: 1 }, { a: 'red' }], [{ a: 'blue', b: 2 }, { a: 'blue' }])).toEqual({
      value: { a: { $: 'body.a' } },
      share: '2 of 2',
    })
  })

  test('under another name', () => {
    expect(posts([{ first: 'Ada' }, { name: 'Ada' }], [{ first: 'Bo' }, { name: 'Bo' }]).value).toEqual({ name: { $: 'body.first' } })
  })

  test('what never varies is a constant', () => {
    expect(posts([{ a: 'x' }, { kind: 'thing', size: 3 }], [{ a: 'y' }, { kind: 'thing', size: 3 }]).value).toEqual({
      kind: 'thing',
      size: 3,
    })
  })

  test('T38: a text becomes the number that was recorded, a number the text', () => {
    expect(posts([{ port: '8888' }, { port: 8888 }], [{ port: '9001' }, { port: 9001 }]).value).toEqual({
      port: { $: 'number(body.port)' },
    })
    expect(posts([{ port: 8888 }, { port: '8888' }], [{ port: 9001 }, { port: '9001' }]).value).toEqual({
      port: { $: 'string(body.port)' },
    })
  })

  test('T39: an echo that is at times absent is absent with what it echoes', () => {
    expect(posts([{ a: 'x', nick: 'n1' }, { nick: 'n1' }], [{ a: 'y' }, {}], [{ a: 'z', nick: 'n3' }, { nick: 'n3' }]).value).toEqual({
      nick: { $: 'body.nick' },
    })
  })

  test('a default where nothing was sent', () => {
    const { value, share } = posts(
      [{ a: 'x', size: 'big' }, { size: 'big' }],
      [{ a: 'y' }, { size: 'medium' }],
      [{ a: 'z', size: 'small' }, { size: 'small' }],
      [{ a: 'w' }, { size: 'medium' }],
    )
    expect([value, share]).toEqual([{ size: { $: 'coalesce(body.size, "medium")' } }, '4 of 4'])
  })

  test('what was sent, else a value at hand that was once something else, among values that are right more often than what was sent', () => {
    const usual = { b: 7, c: 7, d: 7, e: 7 }
    const pairs = [1, 2, 3].map((size) => [{ ...usual, size }, { size }] as const)
    const others = ['k', 'l', 'm', 'n', 'o', 'p'].map((a) => [{ ...usual, a }, { size: 7 }] as const)
    const { value, share } = posts(...pairs, ...others, [{ ...usual, a: 'q' }, { size: 5 }])
    expect([value, share]).toEqual([{ size: { $: 'coalesce(body.size, body.b)' } }, '9 of 10'])
  })

  test('T40: texts are put together', () => {
    const { value } = posts(
      [
        { first: 'Ada', last: 'Moreau' },
        { name: 'Ada Moreau', hello: 'Dear Ada!' },
      ],
      [
        { first: 'Bo', last: 'Lind' },
        { name: 'Bo Lind', hello: 'Dear Bo!' },
      ],
      [
        { first: 'Cleo', last: 'Haas' },
        { name: 'Cleo Haas', hello: 'Dear Cleo!' },
      ],
    )
    expect(JSON.stringify(value)).toMatch(/body\.first \+ \\" \\" \+ body\.last/)
    expect(JSON.stringify(value)).toMatch(/\\"Dear \\" \+ body\.first \+ \\"!\\"/)
  })

  test('also where all the values that are put in begin alike', () => {
    const { value } = posts(
      [{ code: 'part-no-12' }, { message: 'no such code: "part-no-12"' }],
      [{ code: 'part-no-77' }, { message: 'no such code: "part-no-77"' }],
    )
    expect(value).toEqual({ message: { $: '"no such code: \\"" + body.code + "\\""' } })
  })

  test('upper and lower case', () => {
    expect(posts([{ code: 'Red' }, { code: 'RED' }], [{ code: 'Blue' }, { code: 'BLUE' }]).value).toEqual({
      code: { $: 'upper(body.code)' },
    })
    expect(posts([{ code: 'Red' }, { code: 'red' }], [{ code: 'Blue' }, { code: 'blue' }]).value).toEqual({
      code: { $: 'lower(body.code)' },
    })
  })

  test('T42: what is new each time is made in the form that was seen', () => {
    const ids = ['tok_9fK2mQx7Lw3Z', 'tok_1bV8nRc4Tp6Y', 'tok_5gH0jSd2Xa9E', 'tok_7cM3kUe5Zb1N']
    const { value } = posts(...ids.map((token, at) => [{ at: `x${at}` }, { token }] as const))
    expect(JSON.stringify(value)).toMatch(/mint\(\\"tok_\{\w+:12\}\\"\)/)
  })

  test('T28: a time close to the call is the clock', () => {
    const at = (session: number) => new Date(Date.UTC(2026, 0, 1 + session)).toISOString()
    const { value } = explain(
      'GET /now',
      ...[0, 1, 2].map((session) => `GET /now -> 200 {"at":"${at(session)}","epoch":${Date.parse(at(session)) / 1000}}`),
    )
    expect(value).toEqual({ at: { $: expect.stringMatching(/^time\(now, /) }, epoch: { $: expect.stringMatching(/^time\(now, /) } })
  })

  test('a time that is always as far from the call is the clock and that long', () => {
    const at = (session: number) => new Date(Date.UTC(2026, 0, 8 + session)).toISOString()
    const { value } = explain('GET /trial', ...[0, 1, 2].map((session) => `GET /trial -> 200 {"ends":"${at(session)}"}`))
    expect(value).toEqual({ ends: { $: expect.stringMatching(/^time\(now \+ 604800000, /) } })
  })
})

describe('more than one', () => {
  test('a field of the entity whose key was sent', () => {
    const table = (word: string) => `
      POST /users {"name":"Ada ${word}"} -> 201 {"id":501,"name":"Ada ${word}"}
      POST /users {"name":"Bob ${word}"} -> 201 {"id":502,"name":"Bob ${word}"}
      GET /users/501 -> 200 {"id":501,"name":"Ada ${word}"}
      POST /letters {"user_id":502} -> 200 {"to":"Bob ${word}"}
      POST /letters {"user_id":501} -> 200 {"to":"Ada ${word}"}`
    expect(explain('POST /letters', table('a'), table('b'))).toEqual({
      value: { to: { $: 'find("user", body.user_id).name' } },
      share: '4 of 4',
    })
  })

  test('an object of which each part has its own', () => {
    const { value } = posts(
      [{ a: 'x', b: 7 }, { data: { a: 'x', rest: { b: 7, c: null } } }],
      [{ a: 'y', b: 9 }, { data: { a: 'y', rest: { b: 9, c: null } } }],
    )
    expect(value).toEqual({ data: { a: { $: 'body.a' }, rest: { b: { $: 'body.b' }, c: null } } })
  })

  test('what nothing explains is said to be so', () => {
    const { share } = posts([{ a: 'x' }, { n: 31 }], [{ a: 'y' }, { n: 415 }], [{ a: 'z' }, { n: 92 }])
    expect(share).toBe('1 of 3')
  })
})

test('each part of a text with a digest is explained by itself: a count that few have is no constant', () => {
  const digests = [
    [1, 'f9f5a98ad50c33939f1ee13d22dbc0e2'],
    [1, '688f39b413196bcdb1dfae4c77b35181'],
    [2, '0eb07a53d7eedaa8ed003bc5bf9d6300'],
    [2, '9855ee90db17cffcff2f2ef54e4355f5'],
    [7, '262b6471256fcfad786f2cddefd8df7a'],
  ] as const
  const { value } = posts(
    ...digests.map(([count, digest], at): [unknown, unknown] => [
      { name: `n${at}`, rev: `${count}-${String(at).repeat(32)}` },
      { rev: `${count + 1}-${digest}` },
    ]),
  )
  expect(value).toEqual({ rev: { $: '"" + string(number(split(body.rev, "-")[0]) + 1) + "-" + hash("md5", json(body))' } })
})

test('one digest that is right is enough: what the others were made of was scrubbed', () => {
  const rev = (at: number) => `1-${String(at).repeat(32)}`
  const { value } = posts(
    [{ name: 'n0', rev: rev(0) }, { rev: '2-f9f5a98ad50c33939f1ee13d22dbc0e2' }],
    [{ name: 'n1', rev: rev(1) }, { rev: '2-111159e7c39c2ad0a1a0ff5b1d3ab2cd' }],
  )
  expect(value).toEqual({ rev: { $: '"" + string(number(split(body.rev, "-")[0]) + 1) + "-" + hash("md5", json(body))' } })
})

test('what is sent, or else the day, needs no test on something else', () => {
  const { value } = explain(
    'POST /tasks',
    `POST /tasks {"size":1,"day":"2027-10-08","within":1} -> 200 {"id":1,"day":"2027-10-08"}
     GET /tasks/1 -> 200 {"id":1,"day":"2027-10-08"}
     POST /tasks {"size":2,"within":2} -> 200 {"id":2,"day":"2026-01-01"}
     POST /tasks {"note":"a","within":2} -> 200 {"id":3,"day":"2026-01-01"}
     POST /tasks {"note":"b","within":2} -> 200 {"id":4,"day":"2026-01-01"}`,
  )
  expect(value).toMatchObject({ day: { $: 'coalesce(body.day, time(now, "date"))' } })
})

describe('a table', () => {
  const plans = [
    ['free', 'none at all'],
    ['team', 'until noon'],
    ['free', 'none at all'],
    ['team', 'until noon'],
    ['free', 'none at all'],
  ]

  test('is what goes with something in the request and can not be worked out', () => {
    const { value, share } = posts(...plans.map(([plan, help]): [unknown, unknown] => [{ plan }, { deal: { help } }]))
    expect([JSON.stringify(value).includes('until noon'), share]).toEqual([true, '5 of 5'])
  })

  test('is none where every row came once', () => {
    const { share } = posts(
      ['a', 'b', 'c', 'd'].map((plan, at) => [{ plan }, { deal: { help: `${'xyzw'[at]}${at}` } }] as const)[0] as [unknown, unknown],
    )
    expect(share).toBe('1 of 1')
  })
})

test('a part comes of what is sent under its name, though something else at hand equals it', () => {
  const person = (id: number) => ({ id, name: `Name ${id}` })
  const shown = (id: number) => ({ id, label: `Name ${id}` })
  const table = (at: number) => `
    POST /people {"name":"Name 1"} -> 201 ${JSON.stringify(person(1))}
    POST /people {"name":"Name 2"} -> 201 ${JSON.stringify(person(2))}
    POST /teams {"title":"T${at}","lead":"Name 1"} -> 201 ${JSON.stringify({ id: 1, title: `T${at}`, lead: shown(1) })}
    POST /tasks {"team":1,"text":"a${at}","owner_id":1} -> 201 ${JSON.stringify({ id: 1, text: `a${at}`, owner: shown(1) })}
    POST /tasks {"text":"b${at}"} -> 201 ${JSON.stringify({ id: 2, text: `b${at}` })}
    GET /teams/1 -> 200 ${JSON.stringify({ id: 1, title: `T${at}`, lead: shown(1) })}
    GET /people/1 -> 200 ${JSON.stringify(person(1))}`
  const { model } = learn(sessionsOf(table(1), table(2)))
  const made = model.routes.find(({ path, method }) => method === 'POST' && path === '/tasks')?.variants[0]
  expect(JSON.stringify([made?.do, made?.body])).toContain('body.owner_id')
})
