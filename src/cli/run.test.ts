import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verbRegistry } from '#verbs'
import { type CapturedHostOptions, createCapturedHost } from './captured-host.ts'
import { run } from './run.ts'

let cwd = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-cli-'))
})

afterEach(async () => {
  await rm(cwd, { recursive: true })
})

async function doppel(line: string, options: CapturedHostOptions = {}) {
  const host = createCapturedHost({ cwd, ...options })
  const exitCode = await run(line === '' ? [] : line.split(' '), host)
  return { exitCode, out: host.out(), err: host.err() }
}

describe('help', () => {
  it.each(['', '--help', 'help', '-h'])('shows every verb for "%s"', async (line) => {
    const { exitCode, out, err } = await doppel(line)
    expect(exitCode).toBe(0)
    expect(err).toBe('')
    for (const entry of verbRegistry) expect(out).toContain(`  ${entry.name} `)
  })

  it.each(verbRegistry.map((entry) => entry.name))('teaches %s with examples and every parameter', async (name) => {
    const verb = await verbRegistry.find((entry) => entry.name === name)?.load()
    for (const line of [`help ${name}`, `${name} --help`]) {
      const { exitCode, out } = await doppel(line)
      expect(exitCode).toBe(0)
      expect(out).toContain(`Usage: doppel ${name}`)
      expect(out).toContain('$ doppel')
      for (const parameter of verb?.parameters ?? []) expect(out).toContain(parameter.summary.slice(0, 20))
    }
  })

  it('is plain without a terminal and coloured on one', async () => {
    expect((await doppel('--help')).out).not.toContain('\u001b')
    expect((await doppel('--help', { isTerminal: true })).out).toContain('\u001b[1m')
  })

  it('tells the version', async () => {
    expect((await doppel('--version')).out).toMatch(/^doppel \d+\.\d+\.\d+\n$/)
  })
})

describe('mistakes', () => {
  it.each([
    ['inti', 'error[usage]: unknown command', 'did you mean init?'],
    ['help inti', 'error[usage]: unknown command', 'did you mean init?'],
    ['init orders --bas-url http://x', "error[usage]: unknown option '--bas-url'", 'did you mean --base-url?'],
    ['init', 'NAME is missing; --base-url is missing', 'doppel help init'],
    ['init orders', '--base-url is missing', 'doppel help init'],
    ['init orders more --base-url http://x', '"more" is one word too many', 'doppel help init'],
    ['init Orders --base-url http://x', 'NAME: use lower-case letters', 'doppel help init'],
    ['init orders --base-url ftp://x', '"ftp:" is not supported', 'doppel help init'],
    ['init orders --base-url http://me:secret@x', 'credentials do not belong', 'doppel help init'],
    ['init orders --base-url', "option '--base-url <URL>' argument missing", 'doppel help init'],
    ['completion csh', 'must be one of bash, zsh', 'doppel help completion'],
  ])('%s', async (line, message, help) => {
    const { exitCode, out, err } = await doppel(line)
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
    expect(err).toContain(message)
    expect(err).toContain(`help: ${help}`)
  })

  it('are JSON on stdout under --json, wherever the flag stands', async () => {
    for (const line of ['--json init orders', 'init orders --json']) {
      const { exitCode, out, err } = await doppel(line)
      expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' })
      expect(JSON.parse(out)).toEqual({ error: { code: 'usage', message: 'init: --base-url is missing', help: 'doppel help init' } })
    }
  })

  it('show no stack unless it is asked for', async () => {
    expect((await doppel('init')).err).not.toContain('    at ')
    expect((await doppel('init', { env: { DOPPEL_DEBUG: '1' } })).err).toContain('    at ')
  })
})

describe('init', () => {
  it('writes a commented twin.toml and scrub.toml, and says what comes next', async () => {
    const { exitCode, out } = await doppel('init orders --base-url http://localhost:3000/v1/')
    expect(exitCode).toBe(0)
    expect(out).toContain('doppel record orders')
    const toml = await readFile(join(cwd, 'twins/orders/twin.toml'), 'utf8')
    expect(toml).toMatch(/^#:schema \.\.\/\.schema\/twin\.toml\.schema\.json\n/)
    expect(toml).toContain('base_url = "http://localhost:3000/v1/"')
    expect(await readFile(join(cwd, 'twins/orders/scrub.toml'), 'utf8')).toContain('#')
    expect(JSON.parse(await readFile(join(cwd, 'twins/.schema/twin.toml.schema.json'), 'utf8'))).toHaveProperty('properties.base_url')
    expect(await readFile(join(cwd, 'twins/orders/scrub.toml'), 'utf8')).toMatch(/^#:schema \.\.\/\.schema\/scrub\.toml\.schema\.json\n/)
    expect(JSON.parse(await readFile(join(cwd, 'twins/.schema/scrub.toml.schema.json'), 'utf8'))).toHaveProperty('properties.rule')
  })

  it('refuses to overwrite', async () => {
    await doppel('init orders --base-url http://localhost:3000')
    const { exitCode, err } = await doppel('init orders --base-url http://localhost:4000')
    expect(exitCode).toBe(1)
    expect(err).toContain('error[twin-exists]')
    expect(await readFile(join(cwd, 'twins/orders/twin.toml'), 'utf8')).toContain('localhost:3000')
  })

  it('prints JSON and nothing else under --json', async () => {
    const { out, err } = await doppel('init orders --base-url http://localhost:3000 --json')
    expect(err).toBe('')
    expect(JSON.parse(out)).toMatchObject({
      name: 'orders',
      files: ['twins/orders/twin.toml', 'twins/orders/scrub.toml', 'twins/orders/.gitignore'],
    })
  })
})

describe('completion', () => {
  const complete = async (...words: string[]) => {
    const host = createCapturedHost({ cwd })
    const printed: string[] = []
    const { log } = console
    console.log = (text: string) => printed.push(text)
    try {
      await run(['complete', '--', ...words], host)
    } finally {
      console.log = log
    }
    return printed.join('\n')
  }

  it('completes commands, flags, choices and twins', async () => {
    await doppel('init orders --base-url http://localhost:3000')
    expect(await complete('ini')).toContain('init\t')
    expect(await complete('init', '--')).toContain('--base-url\t')
    expect(await complete('completion', '')).toContain('zsh')
    expect(await complete('serve', '')).toContain('orders')
  })

  it.each(['bash', 'zsh', 'fish', 'powershell'])('prints a script for %s', async (shell) => {
    const { exitCode, out } = await doppel(`completion ${shell}`)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/doppel complete|'doppel'/)
  })
})
