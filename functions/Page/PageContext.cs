using CloudmoreAutotask.Functions.Access;

namespace CloudmoreAutotask.Functions.Page;

/// <summary>What every page knows of the person who looks at it.</summary>
/// <param name="Session">The open session; null while no key was given.</param>
/// <param name="SignedInName">The account that App Service signed in; null for none.</param>
/// <param name="Here">The address of this page, to come back to.</param>
/// <param name="Notice">What was just done; null for nothing.</param>
public sealed record PageContext(OpenSession? Session, string? SignedInName, string Here, string? Notice)
{
    /// <summary>Whether the person may change something.</summary>
    public bool MayChange => Session is not null;
}
