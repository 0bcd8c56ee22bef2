/** Storey of every room that the house has or will have. An import goes to a strictly lower one, or stays in its room. */
export const storeys: Readonly<Record<string, number>> = {
  base: 0,
  diagnostics: 1,
  http: 1,
  'json-schema': 1,
  xml: 1,
  lang: 2,
  recording: 3,
  graphql: 3,
  model: 3,
  state: 4,
  compare: 4,
  author: 5,
  engine: 5,
  conform: 6,
  overlay: 6,
  universe: 6,
  synth: 7,
  pack: 7,
  browser: 7,
  drift: 8,
  repair: 8,
  proxy: 8,
  server: 8,
  scan: 8,
  verbs: 9,
  library: 10,
  cli: 10,
  mcp: 10,
}

/** From this storey on a room may touch the world; below, only its `io/` may. */
export const worldlyStorey = 8
