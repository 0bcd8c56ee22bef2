#!/usr/bin/env node
import nodeModule from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`error[node-too-old]: doppel needs Node 22.18 or newer, and this is ${process.version}\n`)
  process.exit(1)
}

// Before anything else is loaded, so that all of it comes compiled from the second start on.
nodeModule.enableCompileCache()
const { runProcess } = await (process.argv[2] === 'serve' || process.argv[2] === 'up' ? import('./serving.ts') : import('./process.ts'))
await runProcess()
