#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Before anything else is loaded, so that all of it comes compiled from the second start on.
enableCompileCache()
const { runProcess } = await import('./process.ts')
await runProcess()
