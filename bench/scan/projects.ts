/** A project as it is published, and the services that its source calls, read by hand. */
export interface Project {
  readonly name: string
  readonly version: string
  /** By the names under which they are reported. */
  readonly calls: readonly string[]
}

/**
 * Scripts that only a browser loads, pages that are only linked, and hosts that only the settings of the project know are no calls. A service
 * whose SDK is a dependency and is given an address by the settings is one.
 */
export const projects: readonly Project[] = [
  {
    name: '@uppy/companion',
    version: '6.2.2',
    calls: ['aws', 'box', 'dropbox', 'facebook', 'google', 'instagram', 'microsoft', 'unsplash', 'zoom'],
  },
  { name: 'browserstack-runner', version: '0.9.4', calls: ['aws', 'browserstack'] },
  { name: 'coveralls', version: '3.1.1', calls: ['coveralls'] },
  { name: 'gatsby-source-stripe', version: '4.0.0', calls: ['stripe'] },
  { name: 'gh-release', version: '7.0.2', calls: ['github'] },
  {
    name: 'ghost',
    version: '5.130.6',
    calls: ['geojs', 'ghost', 'github', 'mailgun', 'opensea', 'pingomatic', 'sentry', 'slack', 'stripe', 'x'],
  },
  { name: 'github-label-sync', version: '3.0.0', calls: ['github'] },
  { name: 'greenkeeper-lockfile', version: '2.9.2', calls: [] },
  { name: 'hexo-algolia', version: '1.3.2', calls: ['algolia'] },
  { name: 'homebridge-nest', version: '4.6.10', calls: ['google', 'nest'] },
  { name: 'localtunnel', version: '2.0.2', calls: ['localtunnel'] },
  { name: 'node-red-contrib-telegrambot', version: '17.0.6', calls: ['telegram'] },
  { name: 'node-red-node-openweathermap', version: '1.0.1', calls: ['openweathermap'] },
  { name: 'node-red-node-twitter', version: '1.2.0', calls: ['x'] },
  { name: 'nodemailer-mailgun-transport', version: '2.1.5', calls: ['mailgun'] },
  {
    name: 'parse-server',
    version: '9.10.0',
    calls: [
      'apple',
      'digicert',
      'facebook',
      'github',
      'google',
      'instagram',
      'line',
      'linkedin',
      'meetup',
      'microsoft',
      'phantauth',
      'qq',
      'rpxnow',
      'spotify',
      'vk',
      'wechat',
      'weibo',
      'x',
    ],
  },
  { name: 'pkg-fetch', version: '3.5.2', calls: ['github', 'nodejs'] },
  { name: 'semantic-release-slack-bot', version: '4.0.2', calls: ['slack'] },
]
