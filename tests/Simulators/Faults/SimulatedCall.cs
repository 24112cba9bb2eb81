namespace CloudmoreAutotask.Simulators.Faults;

/// <summary>One call that a simulator took.</summary>
public sealed class SimulatedCall
{
    /// <summary>1 for the first call.</summary>
    public required int Number { get; init; }

    /// <summary>When it arrived, by the simulator's clock, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The verb, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>What the call is about, for instance <c>Contracts</c>; child routes count for the child.</summary>
    public required string Entity { get; init; }

    /// <summary>The path.</summary>
    public required string Route { get; init; }

    /// <summary>The query string with its question mark; empty when there is none.</summary>
    public required string Query { get; init; }

    /// <summary>The body as sent; empty when there is none.</summary>
    public required string Body { get; init; }

    /// <summary>The status that was answered; null while it runs, and when the connection was dropped.</summary>
    public int? Status { get; internal set; }

    /// <summary>The fault that the call met; null when there was none.</summary>
    public Fault? Fault { get; internal set; }

    /// <summary>Whether this is a write (anything but a read or a query).</summary>
    public bool IsWrite => Method is "PATCH" or "PUT" or "DELETE"
        || (Method is "POST" && !Route.Contains("/query", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public override string ToString() => $"{Method} {Route}{Query} -> {Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer"}";
}
