import { describe, expect, it } from 'vitest'
import { parseTwinConfig } from './twin-config.ts'
import { twinToml } from './twin-templates.ts'

const parse = (text: string) => parseTwinConfig(text, 'twins/orders/twin.toml')

describe('parseTwinConfig', () => {
  it('reads what init writes', () => {
    expect(parse(twinToml('orders', 'https://api.example.com'))).toEqual({
      config: {
        base_url: 'https://api.example.com',
        record: {},
        serve: {},
        sessions: {},
        explore: {},
        upstream: { headers: {} },
        diff: { thresholds: {}, fields: {} },
        webhooks: {},
        freshness: {},
        pack: {},
      },
      warnings: [],
    })
  })

  it('reads what init writes with every comment that is a setting taken away', () => {
    const text = twinToml('orders', 'https://api.example.com').replace(/^# (?=(\[{1,2}[a-z]|[\w".]+ = ))/gm, '')
    const { config, warnings } = parse(text)
    expect(warnings).toEqual([])
    expect(config.record).toEqual({ idle_timeout_s: 300 })
    expect(config.webhooks?.events).toEqual({ 'order.created': { on: 'POST /orders' } })
    expect(config.diff?.suppress).toEqual([{ route: 'GET /status', path: 'body.uptime', reason: "time since the server's start" }])
    expect(config.diff?.fields?.['theme.color']).toEqual({ classify: 'enum', values: ['dark', 'light'] })
  })

  it('warns of keys that do nothing, and says what was meant', () => {
    const { config, warnings } = parse('base_url = "http://x"\n[serve]\nprot = 1\n[diff.thresholds]\nbody_valeus = 1.0\n[other]\na = 1')
    expect(config).toEqual({ base_url: 'http://x', serve: {}, diff: { thresholds: {} } })
    expect(warnings.map(({ message, help }) => `${message}: ${help}`)).toEqual([
      'serve.prot does nothing: did you mean port?',
      'diff.thresholds.body_valeus does nothing: did you mean body_values?',
      'other does nothing: known here: base_url, record, serve, sessions, explore, upstream, diff, freshness, webhooks, schedules, later, cors, limits, auth, idempotency, conditional, pack',
    ])
  })

  it.each([
    ['base_url = 1', 'base_url: Invalid input: expected string, received number'],
    ['', 'base_url: Invalid input'],
    ['base_url = "x"', '"x" is not a URL'],
    ['base_url = "http://u:p@x"', 'credentials do not belong in the URL'],
    ['base_url = "http://x"\n[serve]\nport = 99999', 'serve.port:'],
    ['base_url = "http://x"\n[freshness]\nmax_age = "90"', 'freshness.max_age: is no duration'],
    ['base_url = "http://x"\n[webhooks]\nallow = ["10.0.0.0/99"]', 'webhooks.allow.0: is neither a name'],
    ['base_url = ', 'twins/orders/twin.toml:1:'],
  ])('refuses %s', (text, message) => {
    expect(() => parse(text)).toThrow(message)
  })
})
