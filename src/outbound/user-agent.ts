/** Who we say we are to every server we call; a test keeps the version equal to the package's. */
export const USER_AGENT = "Linkarooie/0.1.0 (+https://linkarooie.example)";
