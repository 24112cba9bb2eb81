using System.Globalization;
using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>What a URL stands for.</summary>
internal enum RouteKind
{
    /// <summary>Nothing: an HTML 404.</summary>
    Unknown,

    /// <summary>The state for people.</summary>
    StatePage,

    /// <summary>The zone look-up.</summary>
    Zone,

    /// <summary>The API's versions.</summary>
    Version,

    /// <summary>The use of the hourly allowance.</summary>
    Threshold,

    /// <summary>What may be done with an entity.</summary>
    Info,

    /// <summary>The fields of an entity.</summary>
    Fields,

    /// <summary>The user-defined fields of an entity.</summary>
    UserDefinedFields,

    /// <summary>A query.</summary>
    Query,

    /// <summary>A later page of a query.</summary>
    QueryPage,

    /// <summary>The number of rows of a query.</summary>
    Count,

    /// <summary>One row.</summary>
    Item,

    /// <summary>The entity's own URL.</summary>
    Root,

    /// <summary>The rows of a contract.</summary>
    Children,

    /// <summary>One row of a contract.</summary>
    Child,
}

/// <summary>A URL, understood. Source: Autotask facts, sections 1.4 and 2.4. Case does not matter.</summary>
internal sealed record Route(RouteKind Kind, EntityDefinition? Entity = null, long? ParentId = null, long? Id = null, string Zone = "")
{
    private const string Service = "atservicesrest";

    private static readonly Route Nothing = new(RouteKind.Unknown);

    /// <summary>What a call is counted as.</summary>
    public string Name => Entity?.Name ?? (Kind is RouteKind.Threshold ? "ThresholdInformation" : Kind.ToString());

    /// <summary>Whether the call needs credentials and counts towards the limits.</summary>
    public bool NeedsSignIn => Kind is not (RouteKind.Unknown or RouteKind.StatePage or RouteKind.Zone or RouteKind.Version);

    /// <summary>The verbs that the URL takes.</summary>
    public IReadOnlyList<string> Verbs => Kind switch
    {
        RouteKind.Query or RouteKind.QueryPage or RouteKind.Count => ["GET", "POST"],
        RouteKind.Root => [.. Writes(Entity!)],
        RouteKind.Children => [.. Entity!.Can(EntityAccess.Query) ? ["GET"] : Array.Empty<string>(), .. Writes(Entity)],
        RouteKind.Child => Entity!.Can(EntityAccess.Delete) ? ["GET", "DELETE"] : ["GET"],
        _ => ["GET"],
    };

    public static Route Resolve(string path)
    {
        var segments = path.ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is ["simulator"])
            return new Route(RouteKind.StatePage);
        var zone = segments is [not Service, Service, ..] ? segments[0] : "";
        return (zone.Length > 0 ? segments[1..] : segments) switch
        {
            [Service, "versioninformation"] or [Service, "v1.0", "version"] => new Route(RouteKind.Version),
            [Service, "v1.0", "zoneinformation"] => new Route(RouteKind.Zone),
            [Service, "v1.0", "thresholdinformation"] => new Route(RouteKind.Threshold, Zone: zone),
            [Service, "v1.0", var name, .. var rest] when Catalogue.Find(name) is { } entity => ResolveEntity(entity, rest) with { Zone = zone },
            _ => Nothing,
        };
    }

    private static Route ResolveEntity(EntityDefinition entity, string[] rest) => rest switch
    {
        [] when entity.WritesAtRoot && Writes(entity).Any() => new Route(RouteKind.Root, entity),
        ["entityinformation"] => new Route(RouteKind.Info, entity),
        ["entityinformation", "fields"] => new Route(RouteKind.Fields, entity),
        ["entityinformation", "userdefinedfields"] => new Route(RouteKind.UserDefinedFields, entity),
        _ when entity == Contracts.Entity && ResolveChild(rest) is { } child => child,
        _ when !entity.Can(EntityAccess.Query) => Nothing,
        ["query"] => new Route(RouteKind.Query, entity),
        ["query", "next" or "previous"] => new Route(RouteKind.QueryPage, entity),
        ["query", "count"] => new Route(RouteKind.Count, entity),
        [var id] when Number(id) is { } number => new Route(RouteKind.Item, entity, Id: number),
        _ => Nothing,
    };

    private static Route? ResolveChild(string[] rest)
    {
        if (rest is not [var parent, var name, ..] || Number(parent) is not { } parentId || Catalogue.FindChild(name) is not { } child)
            return null;
        if (rest.Length == 2)
            return new Route(RouteKind.Children, child, parentId);
        return rest.Length == 3 && Number(rest[2]) is { } id && child.Can(EntityAccess.Query) ? new Route(RouteKind.Child, child, parentId, id) : null;
    }

    private static IEnumerable<string> Writes(EntityDefinition entity)
    {
        if (entity.Can(EntityAccess.Create))
            yield return "POST";
        if (!entity.Can(EntityAccess.Update))
            yield break;
        yield return "PATCH";
        yield return "PUT";
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
