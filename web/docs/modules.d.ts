declare module "swagger-ui" {
  /** Draws the documentation into `domNode`; the options are Swagger UI's. */
  export default function SwaggerUI(options: { domNode: Element; url: string; [option: string]: unknown }): unknown;
}
