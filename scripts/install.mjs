import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The Node that the project is developed with, whatever the host has. */
export const projectNode = join(root, 'node_modules/.bin/node')

/** Runs `npm ci` when `node_modules` is missing or is not what the lock file says. Plain Node 20: it runs before anything is installed. */
export function ensureInstalled() {
  if (existsSync(projectNode) && isCurrent()) return
  process.stderr.write('Installing dependencies (npm ci) …\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    process.stderr.write('npm ci failed: see above\n')
    process.exit(status ?? 1)
  }
}

function isCurrent() {
  const wanted = packagesOf('package-lock.json')
  const installed = packagesOf('node_modules/.package-lock.json')
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version)
}

function packagesOf(file) {
  const path = join(root, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}
