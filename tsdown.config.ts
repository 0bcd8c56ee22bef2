import { defineConfig, type UserConfig } from 'tsdown'

const shared = { format: 'esm', clean: false, fixedExtension: false } as const

// What every start loads comes as few files without what is not used: 40 ms of the 250 that `serve` has.
const forNode: UserConfig = {
  ...shared,
  platform: 'node',
  target: 'node22.18',
  deps: { alwaysBundle: ['commander', 'smol-toml', 'zod', /^@noble\/hashes\//, /^graphql\//, 'saxes'], dts: { neverBundle: ['zod'] } },
}

/** Leaves the program of `serve` and `up` to the build that makes one file of it. */
const servingApart = {
  name: 'serving-apart',
  resolveId: (id: string) => (id === './serving.ts' ? { id: './serving.js', external: true } : null),
}

/**
 * Modules of Node without the face that `import` gives them, which reads all that they have: of util and process that loads a dozen others.
 * Those of which functions alone are used are loaded when one is called.
 */
const withoutFaces = {
  name: 'without-faces',
  resolveId: { order: 'pre', handler: (id: string) => (faceless.has(id) ? `\0${id}` : null) },
  load(id: string) {
    const name = id.slice(1)
    const whenCalled = faceless.get(name)
    if (!id.startsWith('\0') || whenCalled === undefined) return null
    const module = process.getBuiltinModule(name) as Record<string, unknown>
    const names = Object.keys(module).filter((key) => /^[A-Za-z]\w*$/.test(key) && key !== 'default')
    const lines = names.map((key) =>
      whenCalled && typeof module[key] === 'function'
        ? `export const ${key} = (...given) => read('${key}')(...given)`
        : `export const ${key} = /* @__PURE__ */ read('${key}')`,
    )
    return `const read = (key) => process.getBuiltinModule('${name}')[key]\n${lines.join('\n')}\nexport default ${whenCalled ? `{ ${names.join(', ')} }` : `process.getBuiltinModule('${name}')`}`
  },
} as const

/** Whether they are loaded when called: true where no class of theirs is used. */
const faceless = new Map([
  ['node:util', false],
  ['node:process', false],
  ['node:crypto', true],
  ['node:child_process', true],
])

/** Texts of ASCII alone are read and kept in half the time and space. */
const inAscii = {
  name: 'in-ascii',
  generateBundle(_options: unknown, bundle: Record<string, { type: string; code?: string }>) {
    for (const file of Object.values(bundle)) {
      file.code &&= file.code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    }
  },
}

/** Puts the verbs that serve into the file that asks for them: each file more is a millisecond until the first answer. */
const servingInOne = {
  name: 'serving-in-one',
  transform(code: string, id: string) {
    if (!id.endsWith('/src/verbs/registry.ts')) return null
    const verbs = ['serve', 'up']
    return `${verbs.map((verb) => `import * as ${verb} from './${verb}.ts'`).join('\n')}\n${verbs.reduce(
      (text, verb) => text.replace(`await import('./${verb}.ts')`, verb),
      code,
    )}`
  },
}

export default defineConfig([
  {
    ...forNode,
    entry: {
      cli: 'src/cli/main.ts',
      index: 'src/index.ts',
      testing: 'src/testing.ts',
      'learning-thread': 'src/verbs/learning-thread.ts',
      'serve-worker': 'src/verbs/serve-worker.ts',
    },
    dts: { entry: ['src/index.ts', 'src/testing.ts'] },
    clean: true,
    plugins: [servingApart],
  },
  {
    ...forNode,
    entry: { serving: 'src/cli/serving.ts' },
    plugins: [withoutFaces, servingInOne, inAscii],
    outputOptions: {
      codeSplitting: { groups: [{ name: 'serving', tags: ['$initial'] }] },
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    },
  },
  // Apart from the rest: a file that both need would bring modules of Node into browsers.
  { ...shared, entry: { browser: 'src/browser.ts' }, platform: 'browser', dts: true, hash: false },
])
