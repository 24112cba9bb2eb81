namespace CloudmoreAutotask.Autotask.Calls;

/// <summary>What a call does; also the right that the API user needs for it.</summary>
internal enum CallPurpose
{
    Query,
    Create,
    Update,
    Read,
}

/// <summary>One call to be sent.</summary>
/// <param name="Entity">The entity that Autotask counts the call under; a child counts under its own name, not its parent's.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The address, relative to the zone.</param>
/// <param name="Purpose">What it does.</param>
/// <param name="Body">The JSON body.</param>
internal sealed record AutotaskCall(string Entity, HttpMethod Method, string Route, CallPurpose Purpose, byte[]? Body = null)
{
    /// <summary>Whether the credentials go with it; only the zone look-up needs none.</summary>
    public bool IsSigned { get; init; } = true;

    /// <summary>What is to happen right before it goes, when it has its place among the calls in flight; null for nothing. When that fails, the call does not go.</summary>
    public Func<Task>? BeforeSending { get; init; }
}
