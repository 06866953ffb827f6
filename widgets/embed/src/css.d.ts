/** build.mjs turns a stylesheet into a minified string. */
declare module "*.css" {
  const text: string;
  export default text;
}
