namespace CloudmoreAutotask.Autotask.SignIn;

/// <summary>Where the tenant lives.</summary>
/// <param name="Root">The address that every route is relative to.</param>
/// <param name="Until">When it is to be looked up again.</param>
/// <param name="Web">The root of the tenant's own pages; null when the look-up names none.</param>
internal sealed record Zone(Uri Root, DateTimeOffset Until, Uri? Web = null);
