import type { Profile } from './profile.js';

type Assistant = Readonly<Record<string, unknown>>;

/** As most events carry it. */
export function assistantStub({ assistantId, name, welcome, provider, model }: Profile): Assistant {
  return {
    _id: assistantId,
    name,
    welcomeMessage: welcome,
    assistantProvider: provider,
    assistantModel: model,
  };
}

/** The whole configuration, as the first event of a call carries it: with the receiver's own headers in it. */
export function assistantOf(profile: Profile): Assistant {
  return {
    _id: profile.assistantId,
    name: profile.name,
    welcomeMessage: profile.welcome,
    welcomeMessageMode: 'automatic',
    welcomeMessageInterruptionsEnabled: false,
    endCallMessage: '',
    endCallToolDescription: '',
    endCallPhrases: ['Goodbye', 'Have a lovely day'],
    bargeInEnabled: true,
    maxCallDuration: 1800,
    callForwardData: [],
    assistantKnowledgeBaseIds: [],
    assistantToolIds: [],
    assistantProvider: profile.provider,
    assistantModel: profile.model,
    assistantLLMUrl: '',
    assistantSystemPrompt: profile.prompt,
    assistantTemperature: 0.2,
    assistantMaxTokens: 220,
    assistantResponseSplitter: '',
    assistantBackchannelingEnabled: false,
    assistantAnalysis: analysis(profile.extracts),
    assistantServer: {
      enabled: true,
      url: 'https://your-tunnel.example/webhook',
      timeoutSeconds: 20,
      secret: '',
      headers: {
        Authorization: `Bearer simulated-${profile.teamId}`,
        'X-Tenant': profile.name.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
      },
      messages: ['status-update', 'conversation-update', 'end-of-call-report', 'hang', 'error'],
    },
    config: { speech: speech(profile.voice) },
  };
}

function analysis(extracts: Profile['extracts']): Assistant {
  return {
    summary: step(
      'Read the transcript and say in two or three sentences why the caller called and what was agreed.',
    ),
    successEvaluation: {
      ...step(
        'Compare the transcript with the instructions of the assistant and say how far the goal was reached.',
      ),
      rubric: 'DescriptiveScale',
      rubricDescription: 'One word: Excellent, Good, Fair or Poor.',
    },
    structuredData: {
      ...step(
        'Fill in the schema from the transcript. Leave a property empty when the caller did not say it.',
      ),
      schema: {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(extracts).map(([name, description]) => [name, { type: 'string', description }]),
        ),
        required: Object.keys(extracts).slice(0, 2),
        additionalProperties: false,
        $defs: {},
      },
    },
    guardrails: { ...step(''), metrics: [] },
    phiRedaction: step(''),
    callbackUrl: 'http://analysis.internal.example:8506/conversations/analysis',
  };
}

/** One part of the analysis; without a prompt it is switched off. */
function step(prompt: string): Assistant {
  return { enabled: prompt !== '', prompt, provider: '', model: '', timeoutInSecs: 30 };
}

function speech(voice: Profile['voice']): Assistant {
  return {
    stt: {
      vendor: 'deepgram',
      language: 'en-US',
      languages: ['en-US', 'es'],
      profanityFilter: true,
      interim: true,
      hints: [],
      deepgramOptions: {
        model: 'nova-3',
        punctuate: true,
        endpointing: 10,
        smart_format: true,
        numerals: true,
        no_delay: true,
        eotThreshold: 0.7,
        eotTimeoutMs: 5000,
      },
    },
    ttsData: [
      {
        vendor: 'eleven-labs',
        language: 'en-US',
        voice: voice.id,
        voiceName: voice.name,
        default: true,
        config: {
          modelId: 'eleven_flash_v2',
          modelName: 'Eleven Flash v2',
          stability: 0.5,
          similarityBoost: 0.8,
          speakerBoost: true,
          applyTextNormalization: false,
          styleExaggeration: 0,
          optimizeStreamingLatency: 0,
          seed: null,
          speed: 1,
        },
      },
    ],
  };
}
