import type { Ecosystem } from './manifest/dependency.ts'

/** A service that is known by the packages of its SDKs. */
export interface KnownService {
  readonly name: string
  /** Hosts of its API; `*.` stands for any names before. The first is where it is called, where the source does not say it. */
  readonly hosts: readonly string[]
  /** By ecosystem; a name that ends in `/*` or `-*` stands for all that begin so. */
  readonly packages: Partial<Readonly<Record<Ecosystem, readonly string[]>>>
}

/** One line of the table below: name, hosts, then packages as `npm:stripe`. */
function service(name: string, hosts: string, packages: string): KnownService {
  const byEcosystem: Partial<Record<Ecosystem, string[]>> = {}
  for (const each of packages.split(' ').filter((word) => word !== '')) {
    const at = each.indexOf(':')
    const ecosystem = each.slice(0, at) as Ecosystem
    byEcosystem[ecosystem] = [...(byEcosystem[ecosystem] ?? []), each.slice(at + 1)]
  }
  return { name, hosts: hosts.split(' '), packages: byEcosystem }
}

const knownServices: readonly KnownService[] = [
  service(
    'stripe',
    'api.stripe.com files.stripe.com',
    'npm:stripe pypi:stripe go:github.com/stripe/stripe-go/* gem:stripe composer:stripe/stripe-php maven:com.stripe:stripe-java cargo:async-stripe',
  ),
  service(
    'github',
    'api.github.com uploads.github.com',
    'npm:@octokit/* npm:octokit npm:octonode npm:gh-got npm:@actions/github pypi:pygithub pypi:github3.py pypi:ghapi go:github.com/google/go-github/* gem:octokit composer:knplabs/github-api cargo:octocrab',
  ),
  service(
    'gitlab',
    'gitlab.com *.gitlab.com',
    'npm:@gitbeaker/* pypi:python-gitlab go:github.com/xanzy/go-gitlab go:gitlab.com/gitlab-org/api/client-go gem:gitlab',
  ),
  service(
    'slack',
    'slack.com hooks.slack.com',
    'npm:@slack/* pypi:slack-sdk pypi:slack-bolt pypi:slackclient go:github.com/slack-go/slack gem:slack-ruby-client maven:com.slack.api:*',
  ),
  service(
    'twilio',
    'api.twilio.com *.twilio.com',
    'npm:twilio pypi:twilio go:github.com/twilio/twilio-go gem:twilio-ruby composer:twilio/sdk maven:com.twilio.sdk:twilio',
  ),
  service(
    'sendgrid',
    'api.sendgrid.com',
    'npm:@sendgrid/* pypi:sendgrid go:github.com/sendgrid/* gem:sendgrid-ruby composer:sendgrid/sendgrid',
  ),
  service(
    'mailgun',
    'api.mailgun.net api.eu.mailgun.net',
    'npm:mailgun.js npm:mailgun-js go:github.com/mailgun/mailgun-go/* gem:mailgun-ruby composer:mailgun/mailgun-php',
  ),
  service('postmark', 'api.postmarkapp.com', 'npm:postmark pypi:postmarker gem:postmark composer:wildbit/postmark-php'),
  service('resend', 'api.resend.com', 'npm:resend pypi:resend go:github.com/resend/resend-go/* gem:resend'),
  service(
    'openai',
    'api.openai.com',
    'npm:openai pypi:openai go:github.com/openai/openai-go/* go:github.com/sashabaranov/go-openai gem:ruby-openai gem:openai cargo:async-openai composer:openai-php/client',
  ),
  service('anthropic', 'api.anthropic.com', 'npm:@anthropic-ai/* pypi:anthropic go:github.com/anthropics/anthropic-sdk-go gem:anthropic'),
  service('cohere', 'api.cohere.com api.cohere.ai', 'npm:cohere-ai pypi:cohere go:github.com/cohere-ai/cohere-go/*'),
  service('mistral', 'api.mistral.ai', 'npm:@mistralai/* pypi:mistralai'),
  service('huggingface', 'huggingface.co api-inference.huggingface.co', 'npm:@huggingface/* pypi:huggingface-hub'),
  service('replicate', 'api.replicate.com', 'npm:replicate pypi:replicate'),
  service(
    'google',
    '*.googleapis.com',
    'npm:googleapis npm:@googleapis/* npm:@google-cloud/* pypi:google-api-python-client pypi:google-cloud-* go:google.golang.org/api go:cloud.google.com/go/* gem:google-api-client gem:google-cloud-* composer:google/apiclient composer:google/cloud-*',
  ),
  service(
    'firebase',
    'fcm.googleapis.com *.firebaseio.com',
    'npm:firebase npm:firebase-admin pypi:firebase-admin go:firebase.google.com/go/*',
  ),
  service(
    'aws',
    '*.amazonaws.com',
    'npm:aws-sdk npm:@aws-sdk/client-* pypi:boto3 pypi:aiobotocore pypi:botocore go:github.com/aws/aws-sdk-go go:github.com/aws/aws-sdk-go-v2/* gem:aws-sdk gem:aws-sdk-* composer:aws/aws-sdk-php maven:software.amazon.awssdk:* maven:com.amazonaws:* cargo:aws-sdk-*',
  ),
  service('azure', '*.azure.com *.windows.net', 'npm:@azure/* pypi:azure-* go:github.com/Azure/azure-sdk-for-go/* maven:com.azure:*'),
  service('cloudflare', 'api.cloudflare.com', 'npm:cloudflare pypi:cloudflare go:github.com/cloudflare/cloudflare-go/*'),
  service('digitalocean', 'api.digitalocean.com', 'go:github.com/digitalocean/godo pypi:pydo gem:droplet_kit'),
  service('vercel', 'api.vercel.com', 'npm:@vercel/sdk'),
  service('netlify', 'api.netlify.com', 'npm:netlify npm:@netlify/api'),
  service(
    'algolia',
    '*.algolia.net *.algolianet.com',
    'npm:algoliasearch npm:@algolia/client-* pypi:algoliasearch go:github.com/algolia/algoliasearch-client-go/* gem:algolia composer:algolia/algoliasearch-client-php',
  ),
  service(
    'auth0',
    '*.auth0.com',
    'npm:auth0 npm:@auth0/* pypi:auth0-python go:github.com/auth0/go-auth0 gem:auth0 composer:auth0/auth0-php',
  ),
  service('okta', '*.okta.com', 'npm:@okta/* pypi:okta go:github.com/okta/okta-sdk-golang/* maven:com.okta.sdk:*'),
  service('clerk', 'api.clerk.com', 'npm:@clerk/* pypi:clerk-backend-api go:github.com/clerk/clerk-sdk-go/*'),
  service('supabase', '*.supabase.co', 'npm:@supabase/* pypi:supabase'),
  service(
    'jira',
    '*.atlassian.net api.atlassian.com',
    'npm:jira.js npm:jira-client pypi:jira pypi:atlassian-python-api go:github.com/andygrunwald/go-jira gem:jira-ruby',
  ),
  service('linear', 'api.linear.app', 'npm:@linear/sdk'),
  service('notion', 'api.notion.com', 'npm:@notionhq/client pypi:notion-client go:github.com/jomei/notionapi'),
  service('asana', 'app.asana.com', 'npm:asana pypi:asana gem:asana'),
  service('trello', 'api.trello.com', 'npm:trello pypi:py-trello go:github.com/adlio/trello'),
  service('airtable', 'api.airtable.com', 'npm:airtable pypi:pyairtable'),
  service(
    'hubspot',
    'api.hubapi.com api.hubspot.com',
    'npm:@hubspot/api-client pypi:hubspot-api-client gem:hubspot-api-client composer:hubspot/api-client',
  ),
  service('salesforce', '*.salesforce.com *.force.com', 'npm:jsforce npm:@jsforce/* pypi:simple-salesforce gem:restforce'),
  service('zendesk', '*.zendesk.com', 'npm:node-zendesk pypi:zenpy gem:zendesk_api composer:zendesk/zendesk_api_client_php'),
  service('intercom', 'api.intercom.io', 'npm:intercom-client pypi:python-intercom gem:intercom composer:intercom/intercom-php'),
  service(
    'segment',
    'api.segment.io',
    'npm:@segment/analytics-node npm:analytics-node pypi:segment-analytics-python go:github.com/segmentio/analytics-go/*',
  ),
  service('mixpanel', 'api.mixpanel.com', 'npm:mixpanel pypi:mixpanel'),
  service('posthog', '*.posthog.com', 'npm:posthog-node npm:posthog-js pypi:posthog go:github.com/posthog/posthog-go'),
  service(
    'sentry',
    '*.sentry.io sentry.io',
    'npm:@sentry/* pypi:sentry-sdk go:github.com/getsentry/sentry-go gem:sentry-ruby gem:sentry-rails composer:sentry/* cargo:sentry maven:io.sentry:*',
  ),
  service(
    'datadog',
    '*.datadoghq.com',
    'npm:dd-trace npm:@datadog/datadog-api-client pypi:ddtrace pypi:datadog pypi:datadog-api-client go:github.com/DataDog/datadog-api-client-go/* gem:ddtrace',
  ),
  service('pagerduty', 'api.pagerduty.com events.pagerduty.com', 'npm:@pagerduty/pdjs pypi:pdpyras go:github.com/PagerDuty/go-pagerduty'),
  service(
    'shopify',
    '*.myshopify.com',
    'npm:@shopify/shopify-api npm:shopify-api-node pypi:shopifyapi gem:shopify_api go:github.com/bold-commerce/go-shopify/*',
  ),
  service(
    'paypal',
    'api-m.paypal.com api-m.sandbox.paypal.com api.paypal.com api.sandbox.paypal.com',
    'npm:@paypal/* pypi:paypalrestsdk composer:paypal/*',
  ),
  service(
    'braintree',
    'api.braintreegateway.com payments.braintree-api.com',
    'npm:braintree pypi:braintree gem:braintree composer:braintree/braintree_php',
  ),
  service(
    'adyen',
    '*.adyen.com',
    'npm:@adyen/api-library pypi:adyen gem:adyen-ruby-api-library composer:adyen/php-api-library maven:com.adyen:adyen-java-api-library',
  ),
  service('square', 'connect.squareup.com', 'npm:square pypi:squareup gem:square.rb composer:square/square'),
  service('plaid', 'production.plaid.com sandbox.plaid.com', 'npm:plaid pypi:plaid-python go:github.com/plaid/plaid-go/* gem:plaid'),
  service('dropbox', 'api.dropboxapi.com content.dropboxapi.com', 'npm:dropbox pypi:dropbox gem:dropbox_api'),
  service('box', 'api.box.com upload.box.com', 'npm:box-node-sdk pypi:boxsdk gem:boxr'),
  service('zoom', 'api.zoom.us', 'npm:@zoom/*'),
  service(
    'discord',
    'discord.com',
    'npm:discord.js npm:@discordjs/rest pypi:discord.py go:github.com/bwmarrin/discordgo gem:discordrb cargo:serenity',
  ),
  service(
    'telegram',
    'api.telegram.org',
    'npm:telegraf npm:grammy npm:node-telegram-bot-api pypi:python-telegram-bot pypi:aiogram go:github.com/go-telegram-bot-api/telegram-bot-api/* cargo:teloxide',
  ),
  service('x', 'api.twitter.com upload.twitter.com api.x.com', 'npm:twitter-api-v2 npm:twitter npm:twit npm:twitter-lite pypi:tweepy'),
  service(
    'spotify',
    'api.spotify.com accounts.spotify.com',
    'npm:spotify-web-api-node npm:@spotify/web-api-ts-sdk pypi:spotipy go:github.com/zmb3/spotify/*',
  ),
  service('facebook', 'graph.facebook.com', 'npm:facebook-nodejs-business-sdk npm:fb pypi:facebook-sdk gem:koala'),
  service('instagram', 'graph.instagram.com api.instagram.com', ''),
  service(
    'microsoft',
    'graph.microsoft.com login.microsoftonline.com login.live.com apis.live.net',
    'npm:@microsoft/microsoft-graph-client npm:@azure/msal-node pypi:msal pypi:msgraph-sdk',
  ),
  service('browserstack', 'api.browserstack.com *.browserstack.com', 'npm:browserstack npm:browserstack-local'),
  service('wechat', 'api.weixin.qq.com', ''),
  service('contentful', 'cdn.contentful.com api.contentful.com', 'npm:contentful npm:contentful-management pypi:contentful gem:contentful'),
  service('sanity', '*.sanity.io', 'npm:@sanity/client'),
  service('mapbox', 'api.mapbox.com', 'npm:@mapbox/mapbox-sdk pypi:mapbox'),
  service(
    'launchdarkly',
    'app.launchdarkly.com *.launchdarkly.com',
    'npm:@launchdarkly/* npm:launchdarkly-node-server-sdk pypi:launchdarkly-server-sdk go:github.com/launchdarkly/go-server-sdk/* gem:launchdarkly-server-sdk',
  ),
  service('pinecone', '*.pinecone.io', 'npm:@pinecone-database/pinecone pypi:pinecone pypi:pinecone-client'),
  service('vonage', 'api.nexmo.com rest.nexmo.com', 'npm:@vonage/* pypi:vonage gem:vonage'),
]

/** The known service whose SDK a package is. */
export function serviceOfPackage(ecosystem: Ecosystem, name: string): KnownService | undefined {
  const own = ecosystem === 'pypi' ? name.toLowerCase().replaceAll(/[_.]+/g, '-') : name
  return knownServices.find(({ packages }) =>
    (packages[ecosystem] ?? []).some((pattern) => {
      const wanted = ecosystem === 'pypi' ? pattern.replaceAll('.', '-') : pattern
      if (!pattern.endsWith('*')) return own === wanted || (ecosystem === 'go' && own.replace(/\/v\d+$/, '') === wanted)
      const stem = wanted.slice(0, -1)
      return own.startsWith(stem) || `${own}/` === stem || (ecosystem === 'maven' && own.startsWith(stem))
    }),
  )
}

/** The known service of a host. */
export function serviceOfHost(host: string): KnownService | undefined {
  // A host by its name comes before one of many.
  const exact = knownServices.find(({ hosts }) => hosts.includes(host))
  return exact ?? knownServices.find(({ hosts }) => hosts.some((each) => each.startsWith('*.') && `.${host}`.endsWith(each.slice(1))))
}
