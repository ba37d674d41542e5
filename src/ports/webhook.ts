// A route that a chat platform calls. The API server reads the body and hands it over as it came, unparsed: signatures
// are over bytes. Who calls is the adapter's to find out; to the server the route is public.

export interface WebhookRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Names in lower case; a header that came twice is joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface WebhookResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Webhook {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Larger bodies are refused before they are read. */
  readonly bodyBytes: number;
  /** For people: one line in the API's page. */
  readonly summary: string;
  /** Never rejects. */
  handle(request: WebhookRequest): Promise<WebhookResponse>;
}
