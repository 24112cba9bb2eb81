using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.LocalHost.Functions;

/// <summary>Gives each parameter of a function its value, by its type and attributes, as the isolated worker does.</summary>
internal static class ParameterBinder
{
    public static object?[] Bind(FunctionEntry function, Invocation invocation, FunctionContext context) =>
        [.. function.Method.GetParameters().Select(parameter => Value(parameter, function, invocation, context))];

    private static object? Value(ParameterInfo parameter, FunctionEntry function, Invocation invocation, FunctionContext context)
    {
        var type = parameter.ParameterType;
        if (type == typeof(CancellationToken))
            return context.CancellationToken;
        if (type == typeof(FunctionContext))
            return context;
        if (type.IsInstanceOfType(invocation.Trigger))
            return invocation.Trigger;
        if (parameter.Position == function.TriggerParameter.Position && invocation.Trigger is QueueMessage message)
            return Message(message, type);
        if (invocation.Http is { } http && Request(http, parameter) is { } value)
            return value;
        return parameter.HasDefaultValue
            ? parameter.DefaultValue
            : throw new InvalidOperationException($"The local host cannot give the parameter '{parameter.Name}' ({type.Name}) of {function.Name} a value.");
    }

    private static object Message(QueueMessage message, Type type)
    {
        if (type == typeof(BinaryData))
            return message.Body;
        if (type == typeof(string))
            return message.Body.ToString();
        if (type == typeof(byte[]))
            return message.Body.ToArray();
        return JsonSerializer.Deserialize(message.Body, type, JsonSerializerOptions.Web)
            ?? throw new JsonException($"The message {message.MessageId} is empty.");
    }

    private static object? Request(HttpContext http, ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(HttpContext))
            return http;
        if (http.Request.RouteValues.GetValueOrDefault(parameter.Name ?? "") is not { } text)
            return null;
        return parameter.ParameterType == typeof(string)
            ? text.ToString()
            : JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(text.ToString()), parameter.ParameterType, JsonSerializerOptions.Web);
    }
}
