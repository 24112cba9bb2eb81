using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;
using Microsoft.AspNetCore.Http;
using NCrontab;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>What a Functions host hands to a function: the value for its parameter, and what is known of the trigger beside it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Metadata">What is known beside it.</param>
internal sealed record TriggerData(TypedData Value, IDictionary<string, TypedData> Metadata)
{
    /// <summary>A timer that is due now.</summary>
    public static TriggerData Timer(CrontabSchedule schedule, DateTimeOffset now)
    {
        var last = now.UtcDateTime.AddSeconds(-1);
        var timer = new JsonObject
        {
            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
            ["ScheduleStatus"] = new JsonObject { ["Last"] = last, ["Next"] = schedule.GetNextOccurrence(now.UtcDateTime), ["LastUpdated"] = last },
            ["IsPastDue"] = false,
        };
        return new(Json(timer), new Dictionary<string, TypedData>(StringComparer.Ordinal) { ["TimerTrigger"] = Text($"{now:MM/dd/yyyy HH:mm:ss}") });
    }

    /// <summary>A message of a queue whose texts are Base64, as <c>messageEncoding</c> of host.json says.</summary>
    public static TriggerData Queue(QueueMessage message)
    {
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString()));
        var metadata = new Dictionary<string, TypedData>(StringComparer.Ordinal)
        {
            ["QueueTrigger"] = Text(text),
            ["Id"] = Text(message.MessageId),
            ["PopReceipt"] = Text(message.PopReceipt),
            ["DequeueCount"] = Json(message.DequeueCount),
            ["InsertionTime"] = Json(message.InsertedOn),
            ["ExpirationTime"] = Json(message.ExpiresOn ?? DateTimeOffset.MaxValue),
            ["NextVisibleTime"] = Json(message.NextVisibleOn),
        };

        // The fields of a JSON message are there by themselves, too.
        if (text.StartsWith('{') && JsonNode.Parse(text) is JsonObject fields)
        {
            foreach (var (name, value) in fields)
            {
                if (value is JsonValue)
                    metadata[name] = Text(value.ToString());
            }
        }

        return new(Text(text), metadata);
    }

    /// <summary>A request that reaches the worker's own port: the message itself carries the route's values only.</summary>
    public static TriggerData Http(HttpRequest request)
    {
        var metadata = request.RouteValues.Where(value => value.Value is not null).ToDictionary(value => value.Key, value => Text($"{value.Value}"), StringComparer.Ordinal);
        metadata["Query"] = Json(request.Query.ToDictionary(entry => entry.Key, entry => entry.Value.ToString(), StringComparer.Ordinal));
        metadata["Headers"] = Json(request.Headers.ToDictionary(entry => entry.Key, entry => entry.Value.ToString(), StringComparer.Ordinal));
        return new(new TypedData { Http = new() }, metadata);
    }

    private static TypedData Text(string text) => new() { String = text };

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value) };
}
