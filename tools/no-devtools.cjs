/** Stands in the bundle for React's developer tools, which Ink looks for where DEV=true. */
module.exports = { initialize: () => undefined, connectToDevTools: () => undefined };
