import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const running = new Set()

/** Nothing that the demo started outlives it. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a program in the background; `{ stop(), output() }`, where `stop` asks and waits for the end. */
export function launch(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  const ended = new Promise((resolve) => {
    child.on('close', () => {
      running.delete(child)
      resolve()
    })
  })
  return {
    output: () => Buffer.concat(chunks).toString(),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** Runs a program to its end; gives what it printed, or ends the demo with what it said. */
export function runToEnd(command, args, { acceptedExitCodes = [0], ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    const printed = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (chunk) => {
        printed[name] += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      running.delete(child)
      if (acceptedExitCodes.includes(code)) resolve({ code, ...printed })
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code}\n${printed.stdout}${printed.stderr}`))
    })
  })
}

/** A port that nobody listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Waits until the URL answers, whatever it answers. */
export async function untilUp(url, child, limitMs = 20_000) {
  for (const giveUpAt = Date.now() + limitMs; ; await wait(25)) {
    try {
      const { status } = await fetch(url)
      if (status < 500) return
    } catch {
      // Not yet.
    }
    if (child.hasEnded()) throw new Error(`it ended before ${url} answered:\n${child.output()}`)
    if (Date.now() > giveUpAt) throw new Error(`${url} does not answer:\n${child.output()}`)
  }
}
