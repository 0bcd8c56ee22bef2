/**
 * Node's HTTP module. An `import` of it reads all of its exports, and one of them loads a whole client that nobody here uses: that takes as
 * long as Node itself takes to start.
 */
export const nodeHttp = process.getBuiltinModule('node:http')

/** The same with TLS, loaded where it is asked for. */
export function nodeHttps(): typeof import('node:https') {
  return process.getBuiltinModule('node:https')
}
