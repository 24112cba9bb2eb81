using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Queries;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;
using CloudmoreAutotask.Simulators.Autotask.Writing;
using CloudmoreAutotask.Simulators.Faults;

namespace CloudmoreAutotask.Simulators.Autotask.Http;

/// <summary>Does the work of a call that was let in.</summary>
internal sealed class EntityCalls
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Store _store;
    private readonly Allowance _allowance;
    private readonly EntityWriter _writer;
    private readonly BodyReader _bodies;
    private readonly QueryReader _queries;
    private readonly QueryRunner _runner;
    private readonly RowWriter _rows;
    private readonly Metadata _metadata;

    public EntityCalls(AutotaskTenant tenant, Allowance allowance)
    {
        _store = tenant.Store;
        _writer = tenant.Writer;
        _allowance = allowance;
        _bodies = new BodyReader(_store);
        _queries = new QueryReader(_store);
        _runner = new QueryRunner(_store);
        _rows = new RowWriter(_store);
        _metadata = new Metadata(_store);
    }

    /// <summary>Answers a call.</summary>
    /// <param name="route">What it is about.</param>
    /// <param name="call">The call; its fault may hide rows.</param>
    /// <param name="parameters">The query string's parameters.</param>
    /// <param name="baseUrl">What routes begin with, up to and including <c>V1.0/</c>.</param>
    public Answer Run(Route route, SimulatedCall call, IReadOnlyDictionary<string, string> parameters, string baseUrl)
    {
        lock (_store.Lock)
        {
            try
            {
                RefuseDenied(route, call.Method);
                return Work(route, call, parameters, baseUrl);
            }
            catch (AutotaskRefusalException refusal)
            {
                return Answer.Errors(500, refusal.Texts);
            }
            catch (JsonException)
            {
                return Answer.Errors(400, "The request body is not valid JSON.");
            }
        }
    }

    private Answer Work(Route route, SimulatedCall call, IReadOnlyDictionary<string, string> parameters, string baseUrl) => route.Kind switch
    {
        RouteKind.Threshold => Threshold(),
        RouteKind.Info => _metadata.Info(route.Entity!),
        RouteKind.Fields => _metadata.Fields(route.Entity!),
        RouteKind.UserDefinedFields => _metadata.UserDefinedFields(route.Entity!),
        RouteKind.Query => FirstPage(route.Entity!, call, Search(call, parameters), baseUrl),
        RouteKind.QueryPage => LaterPage(route.Entity!, call, parameters, baseUrl),
        RouteKind.Count => Count(route.Entity!, call, Search(call, parameters)),
        RouteKind.Item => Item(route.Entity!, route.Id!.Value, parentId: null, call),
        RouteKind.Child when call.Method is "GET" => Item(route.Entity!, route.Id!.Value, route.ParentId, call),
        RouteKind.Child => Written(_writer.Delete(route.Entity!, route.Id!.Value, route.ParentId)),
        RouteKind.Children when call.Method is "GET" => FirstPage(route.Entity!, call, ChildSearch(route), baseUrl),
        _ => Write(route, call),
    };

    private static string Search(SimulatedCall call, IReadOnlyDictionary<string, string> parameters) =>
        call.Method is "POST" ? call.Body
        : parameters.GetValueOrDefault("search") ?? throw new AutotaskRefusalException("Invalid query syntax. The parameter 'search' is missing.");

    private static string ChildSearch(Route route) =>
        $$"""{"filter":[{"op":"eq","field":"{{route.Entity!.ParentField!.Name}}","value":{{route.ParentId}}}]}""";

    private static Answer Written(long? id) => Answer.Ok(writer =>
    {
        writer.WriteStartObject();
        if (id is { } number)
            writer.WriteNumber("itemId", number);
        else
            writer.WriteNull("itemId");
        writer.WriteEndObject();
    });

    private Answer FirstPage(EntityDefinition entity, SimulatedCall call, string search, string baseUrl) =>
        ReadPage(entity, call, search, Paging.First(call.Method, search), baseUrl);

    private Answer LaterPage(EntityDefinition entity, SimulatedCall call, IReadOnlyDictionary<string, string> parameters, string baseUrl)
    {
        if (Paging.Read(parameters.GetValueOrDefault("paging")) is not { } paging)
            return Answer.NotFound();
        if (!string.Equals(paging.Method, call.Method, StringComparison.Ordinal))
            return Answer.WrongVerb(call.Method, [paging.Method]);
        if (call.Method is "GET")
            return ReadPage(entity, call, paging.SearchOrHash, paging, baseUrl);
        return paging.IsOf(call.Body)
            ? ReadPage(entity, call, call.Body, paging, baseUrl)
            : Answer.Errors(500, "Invalid query syntax. The body is not the one of the query that is paged.");
    }

    private Answer ReadPage(EntityDefinition entity, SimulatedCall call, string search, Paging paging, string baseUrl)
    {
        using var document = JsonDocument.Parse(search, Strict);
        var query = _queries.Read(entity, document.RootElement);
        var page = _runner.Run(query, paging.After, paging.Before, call.Fault);
        var url = $"{baseUrl}{entity.Name}/query/";
        var previous = page is { HasPrevious: true, Rows.Count: > 0 } ? $"{url}previous?paging={paging with { After = null, Before = page.Rows[0].Id }}" : null;
        var next = page.HasNext && page.Rows.Count > 0 ? $"{url}next?paging={paging with { After = page.Rows[^1].Id, Before = null }}" : null;
        return Answer.Ok(writer => _rows.WritePage(writer, query, page, previous, next));
    }

    private Answer Count(EntityDefinition entity, SimulatedCall call, string search)
    {
        using var document = JsonDocument.Parse(search, Strict);
        var count = _runner.Count(_queries.Read(entity, document.RootElement), call.Fault);
        return Answer.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("queryCount", count);
            writer.WriteEndObject();
        });
    }

    private Answer Item(EntityDefinition entity, long id, long? parentId, SimulatedCall call)
    {
        var row = _store.Find(entity, id);
        var isShown = row is not null && _runner.IsShown(row, call.Fault) && (parentId is null || Equals(row[entity.ParentField!], parentId));
        return Answer.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("item");
            if (isShown)
                _rows.Write(writer, row!, _queries.AllFields(entity), withUdfs: true);
            else
                writer.WriteNullValue();
            writer.WriteEndObject();
        });
    }

    private Answer Write(Route route, SimulatedCall call)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(call.Body), Strict);
        var values = _bodies.Read(route.Entity!, document.RootElement);
        if (call.Method is not "POST")
            return Written(_writer.Change(route.Entity!, values, route.ParentId, replace: call.Method is "PUT"));
        var id = _writer.Create(route.Entity!, values, route.ParentId);
        return Written(route.Entity == Adjustments.Entity && !_store.Rules.AdjustmentsAnswerId ? null : id);
    }

    private Answer Threshold() => Answer.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("externalRequestThreshold", _store.Rules.RequestThreshold);
        writer.WriteNumber("requestThresholdTimeframe", 60);
        writer.WriteNumber("currentTimeframeRequestCount", _allowance.Used);
        writer.WriteEndObject();
    });

    private void RefuseDenied(Route route, string method)
    {
        if (route.Entity is not { } entity || !_store.Rules.Denied.TryGetValue(entity.Name, out var denied))
            return;
        var access = (route.Kind, method) switch
        {
            (RouteKind.Info or RouteKind.Fields or RouteKind.UserDefinedFields, _) => EntityAccess.None,
            (RouteKind.Query or RouteKind.QueryPage or RouteKind.Count, _) or (_, "GET") => EntityAccess.Query,
            (_, "POST") => EntityAccess.Create,
            (_, "DELETE") => EntityAccess.Delete,
            _ => EntityAccess.Update,
        };
        if ((denied & access) != EntityAccess.None)
            throw new AutotaskRefusalException($"The logged in Resource does not have the adequate permissions to {access.ToString().ToLowerInvariant()} this entity type.");
    }
}
